package dev.wharf.cloudhash.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which server, and how.
 *
 * @param host its name or address; under TLS the certificate has to be for it
 * @param tls whether the connection is secured from its first byte
 * @param authorities PEM file with the certificates that are trusted under TLS; empty: those the JVM trusts
 * @param password what to log in with
 * @param timeout how long a connection may take to come about, and an answer to come
 */
public record ClientConfig(
        String host, int port, boolean tls, Optional<Path> authorities, Optional<String> password, Duration timeout) {}
