package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Map;

class RouterTest {
    private final Router router = new Router()
            .route("GET", "/fs", (p, b) -> "list")
            .route("DELETE", "/fs/{name}", (p, b) -> p);

    @Test
    void shouldFindByMethodAndPath() {
        Router.Match match = router.find("DELETE", "/fs/main");
        assertNotNull(match);
        assertEquals(Map.of("name", "main"), match.parameters());
    }

    @Test
    void shouldTellAnUnknownPathFromAWrongMethod() {
        assertNull(router.find("POST", "/fs"));
        assertTrue(router.knowsPath("/fs"));
        assertFalse(router.knowsPath("/fs/a/b"));
    }
}
