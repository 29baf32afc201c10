// The bounds of one stranger at the node, each with its reason.
import type { Rate } from '../../../shared/time/token-bucket.ts'

/**
 * Without a byte in or out, in ms. Leaves a busy server three seconds to notice, within the ten that are
 * promised.
 */
export const SILENCE_MS = 7_000
/** How often what is under way is looked at, in ms. */
export const CHECK_EVERY_MS = 1_000

/** How long a connection may take for each step, in ms. */
export interface ConnectionLimits {
  /** From connecting to the last byte of the headers: nobody types them by hand. */
  readonly headersMs: number
  /** From connecting to the end of the TLS handshake: two round trips, also from a slow phone. */
  readonly handshakeMs: number
  readonly silenceMs: number
  /**
   * From the end of a request to the first byte of its answer, where a route says nothing else. A database
   * that is away is waited for as long as ten seconds, and a call may wait behind another one that does.
   */
  readonly answerMs: number
  /** A connection kept for a next request; Node adds a second. */
  readonly keepAliveMs: number
  /** A whole request: an import of the largest size takes as long at 3 Mbit/s. */
  readonly requestMs: number
  /** How often headers and whole requests are looked at. */
  readonly checkEveryMs: number
}
export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 7_000,
  handshakeMs: 7_000,
  silenceMs: SILENCE_MS,
  answerMs: 35_000,
  keepAliveMs: 6_000,
  requestMs: 15 * 60_000,
  checkEveryMs: CHECK_EVERY_MS,
}

/** The silence of an import or export, in ms: a phone between two cells. */
export const TRANSFER_SILENCE_MS = 60_000
/**
 * How long a step may take that changes much at once, and an answer about the past that needs a long replay,
 * in ms: a merge, a restore, an erasure, a review.
 */
export const STEP_MS = 10 * 60_000
/** The body of any request but an import, in ms, and the rest of a body that nobody wants. */
export const BODY_TIMEOUT_MS = 7_000
export const UNWANTED_BODY_MS = 2_000
/**
 * A body that is read whole may begin slowly, in ms: a phone that wakes its radio, a node that is asked for
 * its card meanwhile.
 */
export const BODY_GRACE_MS = 20_000
/**
 * From then on it comes at so many bytes a second, taken from its beginning: half a Mbit/s, the slowest line
 * that anybody sends pictures by.
 */
export const BODY_SLOWEST_BYTES_PER_S = 64 * 1024
/** All headers of a request, in bytes: other programs on the same host leave large cookies. */
export const HEADER_BYTES_MAX = 16 * 1024
/** The same, with where it came in, of a request that another process passes on. */
export const INSIDE_HEADER_BYTES_MAX = HEADER_BYTES_MAX + 1024
/**
 * Requests on one connection that wait for their answers: no browser sends a second one before the first is
 * answered.
 */
export const PIPELINE_MAX = 4
/** A JSON body, in bytes: the longest title is 1 kB. */
export const JSON_BYTES_MAX = 100 * 1024
/** Imports at once, one of each member: each lies on the disk until it was judged. */
export const IMPORTS_MAX = 4
/** Connections over the bound that are still told so; more are dropped. */
export const TOLD_FULL_MAX = 256
/**
 * How long the pictures of one import may be looked into, in ms: ten thousand of them, on a small machine.
 */
export const IMPORT_PICTURES_MS = 5 * 60_000
/** How many numbers are tried (garden-2, garden-3) for a title that is taken. */
export const ADDRESS_TRIES_MAX = 1_000

/** How often a client may do something, by its kind. */
export interface RateLimits {
  /** Clients without a session, all of one address together. */
  readonly nobody: Rate
  /** People who are signed in, and guests: each by themselves. */
  readonly member: Rate
  /**
   * For all requests of one address, no matter from whom. Otherwise a script would come as a guest again and
   * again.
   */
  readonly network: Rate
}

/**
 * Requests to the API; files of the app do not count. Coming in takes a browser about 5, a page with its
 * panels about 10, and a busy minute of somebody who shares and invites about 60. A class of 30 that comes in
 * at once, all behind one router: 150 as nobody, 450 in all. A program that makes a hundred worlds is not
 * held up.
 */
export const API_RATE: RateLimits = {
  nobody: { atOnce: 300, perSecond: 10 },
  member: { atOnce: 300, perSecond: 10 },
  network: { atOnce: 3_000, perSecond: 100 },
}
/**
 * Sockets that are opened: two for a world, four while one goes from one to the next, twice that for two
 * tabs. The same class, its node just started again: 120 at once. Nobody but visitors of public worlds opens
 * any without a session.
 */
export const SOCKET_RATE: RateLimits = {
  nobody: { atOnce: 200, perSecond: 4 },
  member: { atOnce: 120, perSecond: 2 },
  network: { atOnce: 1_200, perSecond: 20 },
}
/**
 * Requests of one node, for all of its people: a class that goes there together, with the requests of each
 * one's tabs. And its sockets: two for each world that it follows, and two for each person; all of them at
 * once when it was asleep.
 */
export const NODE_RATE: Rate = { atOnce: 3_000, perSecond: 100 }
export const NODE_SOCKET_RATE: Rate = { atOnce: 1_200, perSecond: 20 }
/** How many large bodies are read at once: each is in memory as a whole. */
export interface SlotLimits {
  /** Of one sender. */
  readonly eachMax: number
  /**
   * Of all together whom nobody here vouches for: guests, and nodes that no admin has let in. Anybody can be
   * many of them.
   */
  readonly unknownMax: number
  readonly allMax: number
  /** A body of up to so many bytes, by its head, takes no slot. */
  readonly freeBytes: number
}
/** Bodies from people: pictures, and scenes of worlds. */
export const UPLOAD_PLACES: SlotLimits = { eachMax: 2, unknownMax: 4, allMax: 8, freeBytes: 0 }
/**
 * Bodies from other nodes: pictures, and things. All their other requests have bodies as small as any
 * request.
 */
export const NODE_PLACES: SlotLimits = { eachMax: 2, unknownMax: 4, allMax: 8, freeBytes: 128 * 1024 }
/**
 * Worlds in one list beside one's own, those that were changed last: those that others gave one, since a
 * person who gives a thousand makes the list long; and those that are open to all, more than anybody looks
 * through.
 */
export const GIVEN_LISTED_MAX = 500
export const OPEN_LISTED_MAX = 200
/**
 * Worlds that are exported at once: the latest state of each is in memory, up to 64 MiB, and packing takes
 * time.
 */
export const EXPORT_PLACES: Omit<SlotLimits, 'freeBytes'> = { eachMax: 1, unknownMax: 1, allMax: 2 }
/** Scenes of worlds that are sent at once: each is in memory as a whole, up to 64 MiB. */
export const SCENE_PLACES: Omit<SlotLimits, 'freeBytes'> = { eachMax: 1, unknownMax: 2, allMax: 3 }
/**
 * Answers about the past at once: each waits for a replay, and a state is in memory as a whole. Somebody who
 * drags through it asks for some ahead.
 */
export const PAST_PLACES: Omit<SlotLimits, 'freeBytes'> = { eachMax: 6, unknownMax: 8, allMax: 24 }
/**
 * The share of all connections that one address may hold as sockets: an address that fills it leaves as many
 * for everybody else.
 */
export const NETWORK_SHARE = 0.5
/**
 * Names of accounts that guests of one address try to be called by: each refusal tells that somebody here is
 * called so. A class whose pupils have accounts, and come as guests by mistake, is told twenty times.
 */
export const GUEST_NAME_RATE: Rate = { atOnce: 20, perSecond: 20 / 3600 }
