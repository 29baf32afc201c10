// Writes an edit that was worked out from the past: it keeps a version of how the world is first, and then writes
// the edit as one row with a note, by the person who asked.
import type { Revision } from '../../../shared/history/revision.ts'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { VersionedDeed, WorldVersions } from '../../history/version-table.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

const TOO_MUCH = new HttpRefusal(
  413,
  'bound',
  'That is more than can be changed at once, so nothing was. Do a part of it first, then the rest.',
)

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

export interface PastWriter {
  /** Answers with the edit, and the world's revision then. */
  write<Edit extends PastEdit>(
    world: WorldRecord,
    by: MemberId,
    wanted: WantedEdit<Edit>,
  ): Promise<{ readonly edit: Edit; readonly revision: Revision }>
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
      const held = await sync.hold(world)
      try {
        const edit = await workOut()
        const { update } = edit
        if (update !== null && !isTrial) {
          if (update.length > FRAME_BYTES_MAX) throw TOO_MUCH
          await versions.keepBefore(world, kind, by)
          const id = Buffer.from(random(12)).toString('base64url')
          await held.scene.writeAll([{ update, note: { kind, id } }], by)
        }
        return { edit, revision: (await history.end(world)).revision }
      } finally {
        held.release()
      }
    },
  }
}
