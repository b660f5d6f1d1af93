package io.durability.it;

/** Where in an exchange a connection is cut. */
enum CutPhase {
  /** Before anything of the request went on. */
  BEFORE_REQUEST,
  /** In the midst of its headers. */
  IN_REQUEST_HEAD,
  /** In the midst of its body, or just before its end where it has none. */
  IN_REQUEST_BODY,
  /** After the store has answered, before anything of the answer came back: applied, unanswered. */
  BEFORE_ANSWER,
  /** In the midst of the headers of the answer: applied, unanswered. */
  IN_ANSWER_HEAD,
  /** In the midst of its body, or just before its end where it has none. */
  IN_ANSWER_BODY;

  /** Tells whether the store has answered by then, so that whatever was asked for was done. */
  boolean isApplied() {
    return compareTo(BEFORE_ANSWER) >= 0;
  }
}
