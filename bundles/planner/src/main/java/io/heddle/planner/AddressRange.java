package io.heddle.planner;

/**
 * Addresses that a group gets on one data interface.
 *
 * @param nic the data NIC
 * @param first the first address, such as "10.2.0.1"
 * @param last the last address, included
 * @param count how many
 */
public record AddressRange(String nic, String first, String last, long count) {}
