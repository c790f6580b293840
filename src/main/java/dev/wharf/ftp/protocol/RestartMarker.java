package dev.wharf.ftp.protocol;

/** The byte offset of REST (RFC 3659, 5). */
public final class RestartMarker {
    private RestartMarker() {}

    /** Reads an unsigned number of at most 63 bits. */
    public static long parse(String argument) throws ReplyException {
        boolean digits = !argument.isEmpty() && argument.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits) {
            try {
                return Long.parseLong(argument);
            } catch (NumberFormatException tooLarge) {
                throw ReplyException.syntax("REST needs a byte offset of at most 9223372036854775807.");
            }
        }
        throw ReplyException.syntax("REST needs a byte offset, digits only.");
    }
}
