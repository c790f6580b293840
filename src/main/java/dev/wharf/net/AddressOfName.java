package dev.wharf.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IPv4 address of a DNS name, looked up again whenever its time to live is over. When that fails the last answer
 * holds. Thread-safe; the look-ups run on one event loop.
 */
final class AddressOfName implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressOfName.class);

    private static final long SHORTEST_SECONDS = 1;
    private static final long LONGEST_SECONDS = 3600;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final String name;
    private final EventLoop loop;
    private final DnsNameResolver resolver;
    private volatile @Nullable Inet4Address current;
    private boolean failing;
    private boolean closed;

    AddressOfName(String name, EventLoops loops, DnsServerAddressStreamProvider nameServers) {
        this.name = name;
        loop = loops.all().get(0);
        resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(loops.datagramChannel())
                .nameServerProvider(nameServers)
                .build();
        loop.execute(this::lookUp);
    }

    /** The last answer; null before the first. */
    @Nullable
    Inet4Address current() {
        return current;
    }

    private void lookUp() {
        if (closed) {
            return;
        }
        Future<List<DnsRecord>> answer = resolver.resolveAll(new DefaultDnsQuestion(name, DnsRecordType.A));
        answer.addListener(done -> {
            if (done.isSuccess()) {
                lookUpAgain(use(answer.getNow()));
            } else {
                failed(done.cause());
            }
        });
    }

    /** Takes an address of the answer, the one in use if it is among them. */
    private long use(List<DnsRecord> records) {
        long secondsToLive = LONGEST_SECONDS;
        Set<Inet4Address> addresses = new LinkedHashSet<>();
        for (DnsRecord record : records) {
            if (record instanceof DnsRawRecord raw && record.type().equals(DnsRecordType.A)) {
                secondsToLive = Math.min(secondsToLive, record.timeToLive());
                address(ByteBufUtil.getBytes(raw.content()), addresses);
            }
            ReferenceCountUtil.release(record);
        }
        if (addresses.isEmpty()) {
            failed(new UnknownHostException("no A record"));
            return 0;
        }
        Inet4Address before = current;
        if (before == null || !addresses.contains(before)) {
            current = addresses.iterator().next();
            LOG.info("{} is {}", name, addresses.iterator().next().getHostAddress());
        }
        failing = false;
        return Math.max(SHORTEST_SECONDS, secondsToLive);
    }

    private static void address(byte[] bytes, Set<Inet4Address> addresses) {
        try {
            if (InetAddress.getByAddress(bytes) instanceof Inet4Address address) {
                addresses.add(address);
            }
        } catch (UnknownHostException e) {
            LOG.debug("an A record of {} bytes", bytes.length, e);
        }
    }

    private void lookUpAgain(long seconds) {
        if (seconds > 0 && !closed) {
            loop.schedule(this::lookUp, seconds, TimeUnit.SECONDS);
        }
    }

    private void failed(Throwable cause) {
        if (closed) {
            return;
        }
        if (!failing) {
            Inet4Address known = current;
            LOG.warn(
                    "cannot look up {}: {}; {}",
                    name,
                    cause.getMessage(),
                    known == null ? "clients are told the address they reached" : "it stays " + known.getHostAddress());
        }
        failing = true;
        loop.schedule(this::lookUp, RETRY_AFTER.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            resolver.close();
        });
    }
}
