package io.heddle.planner;

/**
 * How many addresses a group needs on the data network.
 *
 * @param formula such as "8 x 10 I/O processes + 8 servers = 88"
 * @param rule the base count's rule, such as "S71"
 */
public record IpPlan(long count, String formula, String rule) {}
