package dev.wharf.ftp.protocol;

import java.util.Locale;

/**
 * One command line (RFC 959, 5.3).
 *
 * @param verb in capitals
 * @param argument what stands behind the single space after the verb, further spaces included; empty if nothing does
 */
public record FtpRequest(String verb, String argument) {

    /** Splits a line, without its line end. */
    public static FtpRequest parse(String line) {
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        return new FtpRequest(verb.toUpperCase(Locale.ROOT), space < 0 ? "" : line.substring(space + 1));
    }
}
