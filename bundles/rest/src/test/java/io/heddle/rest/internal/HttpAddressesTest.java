package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class HttpAddressesTest {
    @Test
    void shouldFindTheHostsOfAllEndpoints() {
        assertEquals(List.of(), HttpAddresses.hosts(null));
        assertEquals(List.of("10.1.0.1"), HttpAddresses.hosts("http://10.1.0.1:8686/"));
        assertEquals(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"), HttpAddresses.hosts(new String[] {
            "http://127.0.0.1:8686/", "https://127.0.0.1:8687/", "http://[0:0:0:0:0:0:0:1]:8686/"
        }));
        assertEquals(List.of(), HttpAddresses.hosts(List.of("/")));
    }
}
