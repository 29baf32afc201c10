// A run from its beginning to its end: so many events, then everything is well again, and the result is told.

interface WholeRun<Outcome> {
  step(): Promise<void>
  /** Everything is well again, for long enough. */
  heal(): Promise<void>
  outcome(): Outcome
  destroy(): void
}

/** Plays `run`, and destroys it whatever happens; `begin` comes before the first step. */
export async function playOut<Outcome>(
  run: WholeRun<Outcome>,
  steps: number,
  begin: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  try {
    await begin()
    for (let step = 0; step < steps; step++) await run.step()
    await run.heal()
    return run.outcome()
  } finally {
    run.destroy()
  }
}
