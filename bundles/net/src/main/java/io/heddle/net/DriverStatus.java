package io.heddle.net;

import io.heddle.net.spi.ProbeResult;

/**
 * A driver as operators see it.
 *
 * @param bundle symbolic name of its bundle
 * @param state "in use", "ready" or "off"
 * @param verdict "chosen", "usable" or "unusable"
 */
public record DriverStatus(
        String name,
        String bundle,
        String version,
        String state,
        String verdict,
        ProbeResult probe) {}
