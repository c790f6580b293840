# Wharf in a container: docker build -t wharf . && docker run --rm -p 21:2121 -p 50000-50099:50000-50099 wharf
ARG DEBIAN=trixie
ARG JAVA=25

# ---- build: compile, link a Java runtime of just what is used, record what start-up needs
FROM debian:${DEBIAN}-slim AS build
ARG JAVA
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      openjdk-${JAVA}-jdk-headless maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY .mvn ./.mvn
COPY pom.xml ./
COPY config ./config
COPY src ./src
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests package \
 && mv target/wharf /opt/wharf
RUN jlink --strip-java-debug-attributes --no-man-pages --no-header-files --compress=zip-6 --generate-cds-archive \
      --add-modules java.base,java.logging,java.management,java.naming,jdk.management,jdk.unsupported,jdk.crypto.ec \
      --output /opt/jre
# BouncyCastle's jars are signed, which nothing here asks for; unsigned, their classes can be kept too.
RUN cd /opt/wharf/lib && for jar in bc*.jar; do \
      mkdir /tmp/jar && (cd /tmp/jar && jar xf "/opt/wharf/lib/$jar" && rm -f META-INF/*.SF META-INF/*.DSA META-INF/*.RSA META-INF/*.EC \
      && jar cfM "/opt/wharf/lib/$jar" .) && rm -r /tmp/jar || exit 1; done
# RocksDB's natives for all platforms are in its jar; this one's lies beside it.
RUN cd /opt/wharf/lib && mkdir /tmp/jar && (cd /tmp/jar && jar xf /opt/wharf/lib/rocksdbjni-*.jar && rm -f *.so \
      && jar cfM "$(ls /opt/wharf/lib/rocksdbjni-*.jar)" .) && rm -r /tmp/jar \
 && if [ "$(uname -m)" = x86_64 ]; then rm native/librocksdbjni-linux-aarch64.so; else rm native/librocksdbjni-linux64.so; fi
# A short life of the server, after which the JVM keeps the classes it has loaded and linked: the AOT cache.
RUN PATH=/opt/jre/bin:$PATH /opt/wharf/bin/train /opt/wharf/lib/wharf.aot \
 && rm /opt/wharf/bin/train

# ---- run
FROM debian:${DEBIAN}-slim
RUN groupadd --gid 10001 wharf \
 && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin wharf \
 && install -d -o wharf -g wharf -m 0750 /data
COPY --from=build /opt/jre /opt/jre
COPY --from=build /opt/wharf /opt/wharf
# The container is the border, so every service listens inside it; publish only what others may reach.
ENV PATH=/opt/wharf/bin:/opt/jre/bin:$PATH \
    LC_ALL=C.UTF-8 \
    WHARF_DATA_DIRECTORY=/data \
    WHARF_CLOUDHASH_PLAIN_HOST=* \
    WHARF_CLOUDHASH_TLS_HOST=* \
    WHARF_CLOUDHASH_INSECURE=true \
    WHARF_ADMIN_HOST=*
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 2121 2990 4481 4483 9481 50000-50099
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s --retries=3 \
  CMD ["/opt/wharf/bin/healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/wharf/bin/wharf"]
