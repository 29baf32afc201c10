// The plays of all worlds take turns on the thread that serves everybody: one slice of one of them, then the
// requests that came in meanwhile, then the next. Otherwise timers that are due together, and answers of
// programs that come together, would go one after the other while nobody is served: a hundred worlds of one
// stranger, each within its bounds.
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Play, PlayOptions } from '../../../shared/play/play.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import { createLoopTurns, type LoopClock } from '../../time/event-loop-turns.ts'

type CreatePlay = (options: PlayOptions) => Play

/** Plays that go on when it is their turn. */
export function playsInTurns(clock: LoopClock, createPlay: CreatePlay): CreatePlay {
  const begin = createLoopTurns(clock)

  /** Calls `go` when its turn has come, unless cancelled by the answer. */
  function turn(go: () => void): () => void {
    let isWanted = true
    begin('', () => {
      if (isWanted) go()
    })
    return () => (isWanted = false)
  }

  const clockOf = (clock: Clock): Clock => ({
    now: () => clock.now(),
    after(ms, act) {
      let cancel = clock.after(ms, () => (cancel = turn(act)))
      return () => cancel()
    },
  })

  const sandboxOf = (sandbox: Sandbox): Sandbox => ({
    patch: (patch) => sandbox.patch(patch),
    async run(jobs) {
      const done = await sandbox.run(jobs)
      await new Promise<void>((resolve) => turn(resolve))
      return done
    },
    stop: (artifact) => sandbox.stop(artifact),
    close: () => sandbox.close(),
  })

  return (options) =>
    createPlay({ ...options, clock: clockOf(options.clock), sandbox: sandboxOf(options.sandbox) })
}
