package io.durability.testkit;

/** The kinds of requests that an object store takes. */
public enum RequestKind {
  /** A whole object. */
  PUT,
  /** A range of an object. */
  GET,
  /** What is known of an object. */
  HEAD,
  /** One page of a listing. */
  LIST,
  /** A number of deletions. */
  DELETE,
  /** The beginning of an upload in parts. */
  BEGIN_UPLOAD,
  /** One part. */
  UPLOAD_PART,
  /** The end of an upload, that makes it visible. */
  COMPLETE_UPLOAD,
  /** The end of an upload, that drops it. */
  ABORT_UPLOAD,
  /** A listing of uploads. */
  LIST_UPLOADS;

  /** Tells whether the request changes what others see. */
  public boolean changes() {
    return this == PUT || this == DELETE || this == COMPLETE_UPLOAD;
  }
}
