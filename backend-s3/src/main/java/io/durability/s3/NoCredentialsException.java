package io.durability.s3;

import software.amazon.awssdk.core.exception.SdkClientException;

/** The SDK found no credentials where it looked. */
final class NoCredentialsException extends SdkClientException {

  private static final long serialVersionUID = 1L;

  NoCredentialsException(SdkClientException cause) {
    super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
  }
}
