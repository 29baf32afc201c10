// Writes an edit that was worked out from the past: it keeps a version of how the world is first, and then
// writes the edit as one row with a note, by the person who asked.
import type { Revision } from '../../../shared/history/revision.ts'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { VersionedDeed, WorldVersions } from '../../history/version-table.ts'
import type { WorldServices } from '../routing/http-services.ts'

/** An edit to write; null: there is nothing to do. */
interface PastEdit {
  readonly update: Uint8Array | null
}

interface WantedEdit<Edit extends PastEdit> {
  readonly kind: Extract<VersionedDeed, 'restore' | 'revert'>
  /** Then nothing is written. */
  readonly isTrial: boolean
  /** Works it out, once everything that was on its way is in the log. */
  readonly edit: () => Promise<Edit>
}

interface PastWriting<Edit> {
  readonly edit: Edit
  /** The world's then. */
  readonly revision: Revision
  /** In the row's note; null: nothing was written. */
  readonly id: string | null
}

export interface PastWriter {
  write<Edit extends PastEdit>(
    world: WorldRecord,
    by: MemberId,
    wanted: WantedEdit<Edit>,
  ): Promise<PastWriting<Edit>>
}

export function createPastWriter({
  sync,
  history,
  versions,
  random,
}: Pick<WorldServices, 'sync' | 'history'> & {
  readonly versions: WorldVersions
  readonly random: RandomBytes
}): PastWriter {
  return {
    async write(world, by, { kind, isTrial, edit: workOut }) {
      const scene = await sync.writableScene(world)
      try {
        const edit = await workOut()
        const { update } = edit
        const isWritten = update !== null && !isTrial
        const id = isWritten ? Buffer.from(random(12)).toString('base64url') : null
        if (isWritten && id !== null) {
          const edits = [{ update, note: { kind, id } }]
          await scene.judgeAll(edits, by)
          await versions.keepBefore(world, kind, by)
          await scene.writeAll(edits, by)
        }
        return { edit, revision: (await history.end(world)).revision, id }
      } finally {
        scene.release()
      }
    },
  }
}
