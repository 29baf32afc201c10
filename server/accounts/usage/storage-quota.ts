// How much one may add to this node's disks, and what people are told of it: before the room is used up, and
// once it is. A day of writing is 1 to 6 MB, of many pictures 50 MB; a week without a network fits into one
// day's room many times.
import { amountWords } from '../../../shared/wire/api/storage-amounts.ts'
import type { AccountsTogether } from '../directory/account-directory.ts'
import type { NodeSettings } from '../directory/node-settings.ts'
import type { Contributor, Used } from './usage-ledger.ts'

/** From this share of a bound on people are warned. */
const NEARLY = 0.8
/**
 * Live is written until the owner has so many times their room: a world does not stand still because its
 * owner wrote much elsewhere, and code fills no disk. Guests are let in as long: nobody keeps them out by
 * writing much.
 */
export const SPARE_TIMES = 1.1

/** Accounts that count together may add so many times as much as one of them. */
export const TOGETHER_TIMES = 2

/**
 * Most bytes of somebody's records, as JSON: all records are in memory, where they take some four times that.
 * It is thousands of comments, versions and merges. Whoever has more room than usual on the disks has more of
 * it here, too; all guests, or all people of a node, have so many times that.
 */
const RECORD_BYTES_MAX = 8 * 1024 * 1024
const RECORDS_SHARE = 1 / 640
const CROWD_TIMES = 4

/** Why nothing can be added: for today, which ends by itself, or until there is room again. */
export interface QuotaExceeded {
  readonly isForToday: boolean
  readonly text: string
}

type QuotaBound = 'day' | 'all' | 'pictures'
const NONE: readonly QuotaBound[] = []

type Most = Pick<NodeSettings, 'bytesPerDay' | 'bytesPerAccount'>
/** Pictures are bounded for each person; people who count together have no such bound. */
export type MostOfAll = Most & Pick<NodeSettings, 'pictureBytesPerAccount'>

const inAll = ({ logs, pictures }: Used): number => logs + pictures

/** Whose bytes are bounded: one contributor, or accounts that count together. */
type QuotaHolder = Contributor | AccountsTogether['by']

/** Why somebody can add no `bytes` more; null while they can. */
export function whyFull(who: QuotaHolder, used: Used, most: Most, bytes = 0): QuotaExceeded | null {
  if (inAll(used) + bytes >= most.bytesPerAccount)
    return { isForToday: false, text: fullWords(who, used, most, bytes) }
  if (used.today + bytes >= most.bytesPerDay)
    return { isForToday: true, text: dayWords(who, used, most, bytes) }
  return null
}

/** Why somebody can have no record more; null while they can. */
export function whyNoRecord(
  who: QuotaHolder,
  { records }: Pick<Used, 'records'>,
  { bytesPerAccount }: Pick<Most, 'bytesPerAccount'>,
): string | null {
  const areAccounts = who === 'invited' || who === 'network'
  const times = isOne(who) ? 1 : areAccounts ? TOGETHER_TIMES : CROWD_TIMES
  const most = times * Math.max(RECORD_BYTES_MAX, bytesPerAccount * RECORDS_SHARE)
  if (records < most) return null
  return `${subject(who).have} comments, versions, drafts, merges, links and lent things of ${amountWords(most)} here, which is the limit. Delete some that nobody needs, or ask an admin for more room.`
}

/** The bounds of which most is used. */
export function nearly(who: Contributor, used: Used, most: MostOfAll): readonly QuotaBound[] {
  const isDay = used.today >= NEARLY * most.bytesPerDay
  const isAll = inAll(used) >= NEARLY * most.bytesPerAccount
  const isPictures = used.pictures > 0 && used.pictures >= NEARLY * most.pictureBytesPerAccount && isOne(who)
  // Asked for each edit: most often there is nothing to say.
  if (!isDay && !isAll && !isPictures) return NONE
  const bounds: QuotaBound[] = []
  if (isDay) bounds.push('day')
  if (isAll) bounds.push('all')
  if (isPictures) bounds.push('pictures')
  return bounds
}

const isOne = (who: QuotaHolder): boolean => who.startsWith('account:')

/** The words once most of a bound is used. */
export function warningWords(bound: QuotaBound, who: Contributor, used: Used, most: MostOfAll): string {
  const { have } = subject(who)
  if (bound === 'day')
    return `${have} added ${amountWords(used.today)} today. After ${amountWords(most.bytesPerDay)}, anything more is saved tomorrow.`
  if (bound === 'all')
    return `${have} used ${amountWords(inAll(used))} of ${amountWords(most.bytesPerAccount)} here. ${moreRoom(who)}`
  return `Your pictures take up ${amountWords(used.pictures)} of ${amountWords(most.pictureBytesPerAccount)} here. Remove some from your worlds, or ask an admin for more room.`
}

function dayWords(who: QuotaHolder, used: Used, most: Most, bytes: number): string {
  const day = amountWords(most.bytesPerDay)
  if (used.today < most.bytesPerDay)
    return `${subject(who).have} added ${amountWords(used.today)} of ${day} today, and this needs ${amountWords(bytes)} more. Try again tomorrow.`
  return `${subject(who).have} added ${day} today, which is the daily limit. It continues tomorrow.`
}

function fullWords(who: QuotaHolder, used: Used, most: Most, bytes: number): string {
  const all = amountWords(most.bytesPerAccount)
  const more = inAll(used) < most.bytesPerAccount ? `, and this needs ${amountWords(bytes)} more` : ''
  const how =
    more === '' ? `used all the space here: ${all}` : `used ${amountWords(inAll(used))} of ${all} here${more}`
  return `${subject(who).have} ${how}. ${moreRoom(who)}`
}

/** How somebody is addressed; people without an account here are told what all of them did. */
function subject(who: QuotaHolder): { readonly have: string } {
  if (isOne(who)) return { have: 'You have' }
  if (who === 'invited') return { have: 'You and all others whom the same person invited have together' }
  if (who === 'network')
    return { have: 'You and all others who signed up from the same network that week have together' }
  if (who === 'guests') return { have: 'Everyone without an account here has together' }
  if (who === 'strangers') return { have: 'Everyone from nodes that no admin has allowed has together' }
  return { have: `Everyone from ${who.slice('node:'.length)} has together` }
}

const moreRoom = (who: QuotaHolder): string =>
  isOne(who)
    ? 'Delete worlds for good to make room, or ask an admin for more.'
    : 'Ask an admin of this node for more room.'

/** The words for guests who cannot come in. */
export const GUESTS_FULL =
  'So many guests have been here that there is no room for more. Sign in, or come back another day.'

/** The words for people, and programs, in a world whose owner has used up their room. */
export const CODE_FULL = 'The owner of this world has no room left on this node, so code cannot change pages.'
export const OWNER_FULL =
  'The owner of this world has no room left on this node, so nothing can happen in it.'
