package dev.wharf.net;

import dev.wharf.net.AnnouncedAddress.ForNetwork;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The IPv4 address under which clients are told to reach this server, for all or by the network that they come from.
 * Names are looked up in the background, so asking never waits. Thread-safe.
 */
public final class PublicAddress implements AutoCloseable {
    private final Optional<AnnouncedAddress> everywhere;
    private final List<ForNetwork> byNetwork;
    private final Map<String, AddressOfName> names = new HashMap<>(); // not changed after the constructor

    /**
     * Begins to look up the names.
     *
     * @param everywhere for those to whom none of {@code byNetwork} applies; empty: the address that they reached
     * @param byNetwork the first that applies counts
     */
    public PublicAddress(Optional<AnnouncedAddress> everywhere, List<ForNetwork> byNetwork, EventLoops loops) {
        this(everywhere, byNetwork, loops, DnsServerAddressStreamProviders::platformDefault);
    }

    /** @param nameServers asked only if there is a name to look up, for finding them out takes time */
    PublicAddress(
            Optional<AnnouncedAddress> everywhere,
            List<ForNetwork> byNetwork,
            EventLoops loops,
            Supplier<DnsServerAddressStreamProvider> nameServers) {
        this.everywhere = everywhere;
        this.byNetwork = List.copyOf(byNetwork);
        everywhere.ifPresent(address -> lookUp(address, loops, nameServers));
        byNetwork.forEach(entry -> lookUp(entry.address(), loops, nameServers));
    }

    private void lookUp(
            AnnouncedAddress address, EventLoops loops, Supplier<DnsServerAddressStreamProvider> nameServers) {
        address.name()
                .ifPresent(
                        name -> names.computeIfAbsent(name, key -> new AddressOfName(key, loops, nameServers.get())));
    }

    /**
     * The address to tell a client.
     *
     * @param client where the client comes from
     * @param reached the address of ours that it reached, which is what it is told if nothing else is known
     */
    public Inet4Address announcedTo(InetAddress client, Inet4Address reached) {
        for (ForNetwork entry : byNetwork) {
            if (entry.network().contains(client)) {
                return resolved(entry.address(), reached);
            }
        }
        return everywhere.map(address -> resolved(address, reached)).orElse(reached);
    }

    private Inet4Address resolved(AnnouncedAddress address, Inet4Address reached) {
        Optional<Inet4Address> literal = address.literal();
        if (literal.isPresent()) {
            return literal.get();
        }
        AddressOfName name = address.name().map(names::get).orElse(null);
        @Nullable Inet4Address known = name == null ? null : name.current();
        return known == null ? reached : known;
    }

    /** Ends the look-ups. */
    @Override
    public void close() {
        names.values().forEach(AddressOfName::close);
    }
}
