package io.heddle.sim;

/** One call of an operation. Its number travels as the request's epoch. */
final class Attempt {
    final int number;
    final Operation operation;
    int executions;
    boolean ended;

    Attempt(int number, Operation operation) {
        this.number = number;
        this.operation = operation;
    }

    @Override
    public String toString() {
        return "attempt " + number + " of " + operation;
    }
}
