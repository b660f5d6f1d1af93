package io.durability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Writes a state to a checkpoint and reads it back, as streams: the state may be larger than memory
 * allows for a copy.
 *
 * @param <S> the type of the state
 */
public interface StateCodec<S> {

  /** Writes the state. The stream is buffered; it need not be closed, and may be. */
  void write(S state, OutputStream out) throws IOException;

  /**
   * Reads a state. Every block of the stream has been verified before it is handed out; what is
   * left unread is verified afterwards. The stream need not be closed, and may be.
   */
  S read(InputStream in) throws IOException;

  /**
   * Returns a codec of states that fit in memory a second time, as the payload of one entry: with
   * {@link Codecs#records} no code of your own is needed. Reading holds all bytes of the checkpoint
   * behind each other, up to 2 GiB; a larger one is an {@link OutOfMemoryError}.
   *
   * @param codec turns the whole state into bytes and back
   */
  static <S> StateCodec<S> of(Codec<S> codec) {
    Objects.requireNonNull(codec, "codec");
    return new StateCodec<>() {
      @Override
      public void write(S state, OutputStream out) throws IOException {
        out.write(Codecs.array(codec.encode(state)));
      }

      @Override
      public S read(InputStream in) throws IOException {
        return codec.decode(ByteBuffer.wrap(in.readAllBytes()).asReadOnlyBuffer());
      }
    };
  }
}
