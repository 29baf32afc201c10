// Why a question about the past has no answer, in words.
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import { HistoryRefusal, type HistoryTrouble } from '../../history/history-refusal.ts'
import { RoomClosed, WriteRefused } from '../../sync/sync-server.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

const STATUS: Readonly<Record<HistoryTrouble, number>> = {
  missing: 404,
  malformed: 400,
  large: 413,
  busy: 503,
}
/** When to ask again, in s. */
const BUSY_S = 5

const BUSY = new HttpRefusal(
  503,
  'busy',
  'Many look into the past now, so this was not read. Nothing is lost. Try again in a little while.',
  BUSY_S,
)
const TOO_MUCH = new HttpRefusal(
  413,
  'bound',
  'This part of the past takes this node too much work or memory. Ask for a shorter stretch of it.',
)

export async function toldWell<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HistoryRefusal && error.kind === 'busy')
      throw new HttpRefusal(STATUS.busy, 'busy', error.message, BUSY_S)
    if (error instanceof HistoryRefusal)
      throw new HttpRefusal(STATUS[error.kind], error.kind === 'large' ? 'bound' : error.kind, error.message)
    if (error instanceof RoomClosed)
      throw new HttpRefusal(409, 'closed', `${error.message} Nothing was changed. Try again once it is back.`)
    if (error instanceof WriteRefused)
      throw new HttpRefusal(413, 'bound', `${error.message} Nothing was changed.`)
    if (!(error instanceof WorkFault) || error.code === 'crashed') throw error
    throw error.code === 'busy' || error.code === 'closed' ? BUSY : TOO_MUCH
  }
}

const NOT_PUBLISHER = new HttpRefusal(
  403,
  'right',
  'Everybody sees this world as it was published, and only who owns it publishes. Change its draft, and ask them.',
)

/** Throws where somebody may edit a world, but not change what was published of it. */
export function judgePublisher(
  publishing: Pick<Publishing, 'mayPublish'>,
  member: Member,
  world: WorldRecord,
): void {
  if (!publishing.mayPublish(member, world)) throw NOT_PUBLISHER
}

const IS_OFFER = new HttpRefusal(
  403,
  'right',
  'This is an offer: it stays as it was offered, and nobody writes in it. Merge what is good, or decline it.',
)

/** Throws where a world is an offer of a person of another node. */
export function judgeNoOffer(drafts: Pick<Drafts, 'of'>, world: WorldRecord): void {
  if (drafts.of(world.id)?.offer !== undefined) throw IS_OFFER
}
