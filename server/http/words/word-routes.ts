// `/api/words`: finds words in all worlds that somebody may see. What they may see is asked again at the
// moment of the answer.
import type { Logger } from 'pino'
import { passageOf } from '../../../shared/search/passage.ts'
import { QUERY_MAX, wordsOf } from '../../../shared/search/folded-text.ts'
import { TokenBuckets, type Rate } from '../../../shared/time/token-bucket.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import { FOUND_MAX, type FoundPlace, type FoundPlaces } from '../../../shared/wire/search/found-places.ts'
import {
  foreignPartsOf,
  parseArtifactId,
  parseWorldId,
  type ArtifactId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import type { WordMatch, WordSearch } from '../../storage/word-store.ts'
import { OwnedElsewhere } from '../../sync/room-opening.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { Visible } from '../routing/visible-worlds.ts'

/** How often one person searches: each letter that they type asks. */
const RATE: Rate = { perSecond: 5, atOnce: 30 }
/** Searches take turns at the store, so that those who save wait for one piece of one search. */
const WAITING = { waitingMax: 500, waitingEachMax: 8 }
/** How long one answer searches, in ms; what it has not searched by then, the next one does. */
const ANSWER_MS = 300
/** Worlds that wait to be read for the first time, and the pause after each of them, in ms. */
const UNREAD_MAX = 10_000
const PAUSE_MS = 10

const TOO_OFTEN = new HttpRefusal(429, 'often', 'That was too much at once. Try again in a second.', 1)
const BUSY = new HttpRefusal(503, 'busy', 'Many people search just now. Try again in a second.', 1)
const NO_WORDS = new HttpRefusal(400, 'malformed', 'Say which words, as ?search= and the words.')

/** From where a search goes on: after this thing. */
interface SearchPlace {
  readonly part: WordSearch['part']
  readonly world: WorldId | null
  readonly thing: ArtifactId | null
}

interface WordRouteParts extends Pick<AccountServices, 'store' | 'rightOf'>, Pick<WorldServices, 'sync'> {
  readonly foreign: ForeignWorlds | null
  readonly visible: Visible
  readonly drafts: Drafts
  readonly guard: Pick<Guard, 'addressOf'>
  readonly clock: ServerClock
  readonly log: Pick<Logger, 'warn'>
}

export function addWordRoutes(routes: Routes, parts: WordRouteParts): void {
  const { store, rightOf, foreign, visible, drafts, guard, clock } = parts
  const rates = new TokenBuckets<string>(RATE, () => clock.now())
  const turns = new Semaphore(1, { ...WAITING, full: () => BUSY })
  const reading = createFirstReading(parts)

  async function worldsOf(member: Member): Promise<WorldRecord[]> {
    const [{ worlds }, copies] = await Promise.all([visible.of(member), foreign?.list(member) ?? []])
    return [...worlds.filter(({ binnedAt }) => binnedAt === null), ...copies]
  }

  /** Searches until an answer is full, or its time is over. */
  async function search(
    by: string,
    worlds: readonly WorldRecord[],
    words: readonly string[],
    from: SearchPlace,
  ) {
    const end = clock.now() + ANSWER_MS
    const things: WordMatch[] = []
    let place = from
    for (const part of from.part === 'names' ? (['names', 'pages'] as const) : (['pages'] as const)) {
      const begin = Math.max(0, place.part === part ? worlds.findIndex(({ id }) => id === place.world) : 0)
      let left = worlds.slice(begin)
      let after = place.part === part ? place.thing : null
      while (left.length > 0) {
        const keys = left.map(({ key }) => key)
        const most = FOUND_MAX - things.length
        const found = await turns.take(() => store.findWords({ worlds: keys, words, part, after, most }), by)
        things.push(...found.things)
        left = left.slice(found.searched)
        const last = found.things.at(-1)
        const [next] = left
        after = next !== undefined && last?.world === next.key ? last.thing : null
        place = { part, world: next?.id ?? null, thing: after }
        const isFull = things.length === FOUND_MAX || clock.now() >= end
        if (isFull && next !== undefined) return { things, place }
      }
      if (part === 'names' && things.length === FOUND_MAX)
        return { things, place: { part: 'pages', world: null, thing: null } as const }
    }
    return { things, place: null }
  }

  /** The worlds of these as they are now, as far as somebody may still see them. */
  async function shown(
    member: Member,
    worlds: readonly WorldRecord[],
    things: readonly WordMatch[],
  ): Promise<ReadonlyMap<WorldKey, WorldRecord>> {
    const keys = new Set(things.map(({ world }) => world))
    const asked = worlds.filter(({ key }) => keys.has(key))
    const lines = new Map(asked.map(({ key, line }) => [key, line]))
    const now = await store.worldsBy(
      asked.map(({ id }) => id),
      asked.length,
    )
    // What was found on an earlier line may have been erased.
    const stays = (world: WorldRecord): boolean =>
      world.binnedAt === null && lines.get(world.key) === world.line && rightOf(member, world) !== 'none'
    return new Map(now.filter(stays).map((world) => [world.key, world]))
  }

  routes.add('get', '/words', 'anyone', async ({ request, response, member }) => {
    const { search: typed, after } = request.query
    const words = wordsOf(typeof typed === 'string' ? typed.slice(0, QUERY_MAX) : '')
    if (words.length === 0) throw NO_WORDS
    // All who have no session are one member: one of them must not use up what all others have.
    const by = member.session === null ? networkOf(guard.addressOf(request)) : member.id
    if (rates.takeOrWaitMs(by) > 0) throw TOO_OFTEN
    const worlds = await worldsOf(member)
    const unread = await reading.begin(worlds)
    const { things, place } = await search(by, worlds, words, placeIn(after))
    const seen = await shown(member, worlds, things)
    const found = things.flatMap(({ world: key, thing, name, page, isInLimbo }): FoundPlace[] => {
      const world = seen.get(key)
      if (world === undefined) return []
      const { address, title, id } = world
      const draft = drafts.of(id)?.title ?? null
      const node = foreignPartsOf(address)?.node ?? null
      const passage = passageOf(page, words)
      return [{ world: { address, title, draft, node }, thing, name, isInLimbo, passage }]
    })
    response.json({ found, next: place && textOf(place), unread } satisfies FoundPlaces)
  })
}

const textOf = ({ part, world, thing }: SearchPlace): string => `${part} ${world ?? ''} ${thing ?? ''}`

function placeIn(raw: unknown): SearchPlace {
  const [part, world, thing] = typeof raw === 'string' ? raw.split(' ') : []
  return {
    part: part === 'pages' ? 'pages' : 'names',
    world: parseWorldId(world),
    thing: parseArtifactId(thing),
  }
}

/** Reads worlds whose words nobody has read to the end, one after the other, when somebody searches. */
function createFirstReading({
  store,
  sync,
  clock,
  log,
}: Pick<WordRouteParts, 'store' | 'sync' | 'clock' | 'log'>) {
  const waiting = new Map<WorldKey, WorldRecord>()
  let isReading = false

  async function read(): Promise<void> {
    isReading = true
    for (const [key, world] of waiting) {
      await sync.readWords(world).catch((error: unknown) => {
        // One that another process has open is read there.
        if (error instanceof OwnedElsewhere) return
        log.warn({ world: world.address, err: error }, 'its words cannot be read now')
      })
      waiting.delete(key)
      await pause(clock, PAUSE_MS)
    }
    isReading = false
  }

  return {
    /** Answers how many of these were never read. */
    async begin(worlds: readonly WorldRecord[]): Promise<number> {
      const unread = await store.unreadWorlds(worlds.map(({ key }) => key))
      const keys = new Set(unread.map(({ world }) => world))
      for (const world of worlds)
        if (keys.has(world.key) && waiting.size < UNREAD_MAX) waiting.set(world.key, world)
      if (waiting.size > 0 && !isReading) void read()
      return unread.filter(({ isNew }) => isNew).length
    },
  }
}
