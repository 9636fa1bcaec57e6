package io.heddle.planner;

/**
 * The bond that a NIC belongs to (S87).
 *
 * @param name of the bond interface
 * @param mode Linux's number: 1 is active-backup, 4 is 802.3ad
 */
public record BondSpec(String name, Fact<Integer> mode) {}
