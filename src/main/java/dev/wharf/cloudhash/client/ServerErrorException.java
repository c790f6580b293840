package dev.wharf.cloudhash.client;

/** The server answered with an error; the message is its line. The connection goes on. */
public final class ServerErrorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServerErrorException(String line) {
        super(line);
    }
}
