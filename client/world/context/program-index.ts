// Which things of a world have code, and which program that is: kept up as pages are typed in, a moment
// later.
import { programOf, type PageProgram } from '../../../shared/behavior/program-parser.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Change, View } from '../../../shared/world/view/world-view.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import { Listeners } from '../../device/listener-set.ts'

/** Pages are looked at when nobody has typed in them for so long, in ms. */
const PAUSE_MS = 120

export interface Programs {
  /** Null when the thing has no code. The same object until its page is looked at again. */
  readonly of: (id: ArtifactId) => PageProgram | null
  /**
   * Whether something may come of it when it is used: it has code, or the page that it stands on listens for
   * that.
   */
  readonly canBeUsed: (id: ArtifactId) => boolean
  /** All that have code. The same array until one more or one less has. */
  readonly ids: () => readonly ArtifactId[]
  readonly subscribe: (listener: () => void) => () => void
  readonly destroy: () => void
}

interface ProgramIndexOptions {
  readonly view: Pick<View, 'artifact' | 'artifacts' | 'root' | 'subscribe'>
  readonly pageOf: (id: ArtifactId) => string
  readonly clock: Pick<Clock, 'after'>
}

const ON_USE = /\bon\(\s*(['"`])use\1\s*,\s*(?:\{([^}]*)\})?/g
const ROLE = /\brole\s*:\s*['"`](\w+)/

/** Whether a program hears of uses on its floor. The world itself does without a role, too. */
function hearsUse({ code }: PageProgram, isWorld: boolean): boolean {
  for (const [, , filter = ''] of code.matchAll(ON_USE)) {
    const role = ROLE.exec(filter)?.[1]
    if (role === 'host' || (role === undefined && isWorld)) return true
  }
  return false
}

export function createPrograms({ view, pageOf, clock }: ProgramIndexOptions): Programs {
  const known = new Set<ArtifactId>()
  const found = new Map<ArtifactId, PageProgram>()
  const listeners = new Listeners()
  const dirty = new Set<ArtifactId>()
  let ids: readonly ArtifactId[] = []
  let cancel: (() => void) | null = null

  function look(id: ArtifactId): void {
    const isHere = view.artifact(id) !== null
    if (isHere) known.add(id)
    else known.delete(id)
    const page = isHere ? pageOf(id) : ''
    const program = programOf(page)
    if (program) found.set(id, program)
    else found.delete(id)
  }

  function lookAtAll(): void {
    cancel = null
    const before = dirty.size
    for (const id of dirty) look(id)
    dirty.clear()
    if (before === 0) return
    if (ids.length !== found.size || ids.some((id) => !found.has(id))) ids = [...found.keys()]
    listeners.tell()
  }

  function follow({ artifacts, texts }: Change): void {
    for (const id of texts) dirty.add(id)
    // One that came has a page that nobody typed; one that went has none.
    for (const id of artifacts) if (known.has(id) !== (view.artifact(id) !== null)) dirty.add(id)
    if (dirty.size > 0) cancel ??= clock.after(PAUSE_MS, lookAtAll)
  }

  for (const { id } of view.artifacts()) look(id)
  ids = [...found.keys()]
  const stop = view.subscribe(follow)
  return {
    of: (id) => found.get(id) ?? null,
    canBeUsed(id) {
      const host = view.artifact(id)?.place?.host
      if (found.has(id)) return true
      const around = host === undefined || host === 'limbo' ? undefined : found.get(host)
      return around !== undefined && hearsUse(around, host === view.root)
    },
    ids: () => ids,
    subscribe: listeners.add,
    destroy() {
      stop()
      cancel?.()
      listeners.clear()
    },
  }
}
