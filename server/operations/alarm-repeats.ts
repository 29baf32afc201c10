// Messages to the people who run a node while nobody looks: a disk that fails or fills up, a backup that was
// not made, errors. Each is sent when the problem begins, once a day while it lasts, and when it is over.
import { repeat } from '../../shared/time/repeat.ts'
import { isRecent } from '../../shared/time/recent.ts'

type AlarmKind = 'clock.jumped' | 'disk.failing' | 'disk.low' | 'backup.failed' | 'backup.old' | 'errors'

export interface Alarm {
  readonly kind: AlarmKind
  /** A sentence that says what to do. */
  readonly text: string
}

const LOOK_EVERY_MS = 60_000
const AGAIN_MS = 24 * 60 * 60_000

interface AlarmsOptions {
  /** The present alarms. */
  readonly look: () => Promise<readonly Alarm[]>
  readonly tell: (type: 'alarm' | 'alarm.over', alarm: Alarm) => void
  readonly onFault: (error: unknown) => void
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
}

/** Looks each minute, until the answer is called. */
export function beginAlarms({ look, tell, onFault, clock }: AlarmsOptions): () => void {
  const on = new Map<AlarmKind, { readonly alarm: Alarm; readonly toldAt: number }>()
  async function lookNow(): Promise<void> {
    const alarms = await look()
    const now = clock.now()
    for (const alarm of alarms) {
      const before = on.get(alarm.kind)
      if (before !== undefined && isRecent(before.toldAt, AGAIN_MS, now)) continue
      on.set(alarm.kind, { alarm, toldAt: now })
      tell('alarm', alarm)
    }
    for (const [kind, { alarm }] of on) {
      if (alarms.some((one) => one.kind === kind)) continue
      on.delete(kind)
      tell('alarm.over', alarm)
    }
  }

  return repeat(lookNow, { everyMs: LOOK_EVERY_MS, onFault, clock })
}
