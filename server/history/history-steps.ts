// The past as steps that a browser can do and undo by itself: what one row changed, or several that belong
// together.
import type { Revision } from '../../shared/history/revision.ts'
import type { ThingChange } from '../../shared/history/changes/thing-change.ts'
import { encodeRowNote, type AuthorId } from '../../shared/world/author.ts'
import type { DocumentKey, LogRow } from '../storage/store.ts'
import type { DocumentReplays } from './document-replays.ts'
import { STEP_GAP_MS, STEP_UPDATES_MAX, STEPS_AT_ONCE, STEPS_BYTES_MAX } from './history-limits.ts'
import { authored, logPages, type RevisionStore } from './row-pages.ts'

export interface RevisionStep {
  readonly from: Revision
  readonly to: Revision
  /** When its last update was stored. */
  readonly at: number
  readonly authors: readonly AuthorId[]
  /** Null: they are too many; ask for the states. */
  readonly things: readonly ThingChange[] | null
}

export interface StepStretch {
  readonly from: { readonly sequence: number; readonly revision: Revision }
  readonly to: { readonly sequence: number; readonly revision: Revision }
  /** Most steps. */
  readonly limit: number
  /** Whether rows are joined until the whole stretch is so many steps; else no more than belong together. */
  readonly isWhole: boolean
}

/** The steps of a stretch from its beginning on: no more than so many, and than take so many bytes. */
type RevisionSteps = (
  document: DocumentKey,
  stretch: StepStretch,
  by: string,
) => Promise<readonly RevisionStep[]>

export function createSteps(store: Pick<RevisionStore, 'log'>, replays: DocumentReplays): RevisionSteps {
  return (document, stretch, by) => {
    const { from, to, limit, isWhole } = stretch
    const share = isWhole ? Math.max(1, Math.ceil((to.revision - from.revision) / limit)) : null
    return replays.at(document, { sequence: from.sequence, by }, async (call) => {
      const steps: RevisionStep[] = []
      let bytesMax = STEPS_BYTES_MAX
      let revision: number = from.revision

      /** False: there is no room for more. */
      async function add(groups: readonly (readonly LogRow[])[]): Promise<boolean> {
        const asked = groups.slice(0, limit - steps.length)
        const found = await call('steps', { groups: asked.map(authored), bytesMax })
        for (const [at, { things, bytes }] of found.entries()) {
          const rows = asked[at] ?? []
          const before = revision
          revision = rows.reduce((sum, { updates }) => sum + updates, revision)
          steps.push({ ...stepOf(rows), from: before as Revision, to: revision as Revision, things })
          bytesMax -= bytes
        }
        return found.length === groups.length && steps.length < limit && bytesMax > 0
      }

      let open: LogRow[] = []
      /** How many updates the rows had that were read. */
      let listed = 0
      for await (const page of logPages(store, document, { after: from.sequence, upTo: to.sequence })) {
        const begun = open.reduce((sum, { updates }) => sum + updates, 0)
        const rows = [...open, ...page]
        const groups = share === null ? sittings(rows) : shares(rows, { share, updates: listed - begun })
        listed = page.reduce((sum, { updates }) => sum + updates, listed)
        open = groups.pop() ?? []
        for (let at = 0; at < groups.length; at += STEPS_AT_ONCE)
          if (!(await add(groups.slice(at, at + STEPS_AT_ONCE)))) return steps
      }
      if (open.length > 0) await add([open])
      return steps
    })
  }
}

const stepOf = (rows: readonly LogRow[]) => ({
  at: rows.at(-1)?.lastAt ?? 0,
  authors: [...new Set(rows.map(({ author, member }) => author ?? member))],
})

/** Rows in equal shares of the updates; the first comes after so many. */
function shares(
  rows: readonly LogRow[],
  { share, updates }: { readonly share: number; readonly updates: number },
): LogRow[][] {
  const groups = new Map<number, LogRow[]>()
  let end = updates
  for (const row of rows) {
    end += row.updates
    const at = Math.ceil(end / share)
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

/** What one author wrote in one go. */
function sittings(rows: readonly LogRow[]): LogRow[][] {
  const groups: LogRow[][] = []
  let updates = 0
  for (const row of rows) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    updates += row.updates
    if (last !== undefined && updates <= STEP_UPDATES_MAX && belongsTo(last, row)) group?.push(row)
    else {
      groups.push([row])
      updates = row.updates
    }
  }
  return groups
}

/** Of one author, in one go. */
const belongsTo = (last: LogRow, row: LogRow): boolean =>
  row.firstAt - last.lastAt <= STEP_GAP_MS &&
  (row.author ?? row.member) === (last.author ?? last.member) &&
  noteIn(row) === noteIn(last)

const noteIn = ({ note }: LogRow): string | null => (note === undefined ? null : encodeRowNote(note))
