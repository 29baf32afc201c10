// A sandbox whose programs are functions of a test: for events that real programs cannot be made to cause at
// will, such as being lost in the middle of their work. The code on a page names the script.
import type {
  Delivery,
  JobResults,
  Effect,
  Job,
  Result,
  Sandbox,
} from '../../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import type { FaultKind } from '../../../../shared/world/live/live-state-values.ts'

/** The result of a delivery: effects, a refusal, or a fault. */
interface Scripted {
  readonly effects?: readonly Effect[]
  readonly refusal?: string
  readonly fault?: FaultKind
  /** With `lost`: others ended it. */
  readonly isByOther?: true
  readonly logs?: readonly string[]
}
export type Script = (delivery: Delivery) => Scripted

interface ScriptedSandbox extends Sandbox {
  /** Ends all programs, like a worker that is killed. */
  kill(): void
  readonly starts: string[]
}

/** `scripts`: by the whole code of a page. */
export function scriptedSandbox(scripts: Readonly<Record<string, () => Script>>): ScriptedSandbox {
  const running = new Map<ArtifactId, Script>()
  const starts: string[] = []

  function work(artifact: ArtifactId, delivery: Delivery): Result {
    if (delivery.type === 'start') {
      starts.push(artifact)
      const script = scripts[delivery.start.code]
      if (script === undefined) throw new Error(`no script: ${delivery.start.code}`)
      running.set(artifact, script())
    }
    const script = running.get(artifact)
    const scripted: Scripted = script?.(delivery) ?? { fault: 'lost' }
    const { effects = [], refusal = null, fault = null, logs = [], isByOther } = scripted
    if (fault === 'lost' || fault === 'hung' || fault === 'memory') running.delete(artifact)
    const told = fault && { kind: fault, message: `a ${fault}`, line: null, ...(isByOther && { isByOther }) }
    return { effects, logs, refusal, fault: told }
  }

  function job({ artifact, deliveries }: Job): JobResults {
    const results: Result[] = []
    for (const delivery of deliveries) {
      const result = work(artifact, delivery)
      results.push(result)
      // Like the real one: deliveries after the end of a program get no answer.
      if (result.fault !== null && !running.has(artifact)) break
    }
    return { artifact, results }
  }

  return {
    patch: () => undefined,
    run: async (jobs) => jobs.map(job),
    stop: (artifact) => void running.delete(artifact),
    close: () => running.clear(),
    kill: () => running.clear(),
    starts,
  }
}
