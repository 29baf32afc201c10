// The content of frames 103 to 105: actions, their outcomes, and events. Messages to a client are parsed
// here, those to a server in action-request.ts: a browser does not need that to show a world.
import * as z from 'zod/mini'
import type { PersonalChange } from '../../behavior/personal.ts'
import {
  QUESTION_CHOICES_MAX,
  QUESTION_FIELDS_MAX,
  QUESTION_ID_MAX,
  QUESTIONS_MAX,
  WORDS_MAX,
} from '../../behavior/program-limits.ts'
import { parseSound, WORLD_SOUNDS_PER_S, type Sound } from '../../behavior/sounds.ts'
import { isPlainKey } from '../../json/plain-json.ts'
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { Action, EventSubscription, Whisper } from '../../play/acts/action.ts'
import { subscribableEvents } from '../../play/programs/remote-events.ts'
import {
  parseAnyAccount,
  parseAnyAddress,
  parseArtifactId,
  parseNodeName,
  type AccountName,
  type Address,
  type ArtifactId,
  type NodeName,
} from '../../world/address.ts'
import { parseAvatarLook, type AvatarLook } from '../../world/avatar.ts'
import { CHOICES_MAX, PAGE_VALUE_MAX, PAGE_VALUE_NAME_MAX, PERSON_NAME_MAX } from '../../world/limits.ts'
import type { Outcome } from '../../world/live/live-state-values.ts'
import { RIGHTS, type Right } from '../../world/rights.ts'
import { numberedFrame, plainEventFrame } from './sync-frames.ts'

/** Longest sentence of a notice, in characters. */
const NOTICE_MAX = 500

/** An action as it is asked for. */
export interface ActionRequest {
  /**
   * Random, made by the client, its own: a sequence counts within it. Once used, it belongs to that member.
   */
  readonly session: string
  readonly action: Action
}

/** Something that is told and not kept. */
export type WireEvent =
  | LogEvent
  | WhisperEvent
  | PersonalEvent
  | SoundsEvent
  | YouEvent
  | HostEvent
  | GoEvent
  | NodeEvent
  | NoticeEvent
  | HappenedEvent
  | AskedEvent

/** New lines on the console of a thing; to those who watch it. `at`: ms since 1970. */
interface LogEvent {
  readonly type: 'log'
  readonly thing: ArtifactId
  readonly lines: readonly { readonly at: number; readonly text: string }[]
}

/** Words to one person alone, in all their tabs. */
interface WhisperEvent extends Whisper {
  readonly type: 'whisper'
}

/** What programs show and ask one person alone, in all their tabs; all of it when a tab comes. */
interface PersonalEvent extends PersonalChange {
  readonly type: 'personal'
}

/** Sounds that programs made within a tick, for all who are connected, or for one person. Never stored. */
interface SoundsEvent {
  readonly type: 'sounds'
  readonly sounds: readonly Sound[]
}

/**
 * The person's own account, where their avatar is, and what they may do in this world. It is sent first, and
 * whenever it changes.
 */
export interface YouEvent {
  readonly type: 'you'
  /** Null for those without a session: they have no body. */
  readonly body: ArtifactId | null
  readonly account: AccountName | null
  readonly look: AvatarLook
  /** The world of the person's avatar; null while it is nowhere. */
  readonly at: Address | null
  readonly right: Right
  /** What it is otherwise: the world is written in a draft, and nobody edits it directly. */
  readonly standing?: Right
}

/**
 * To the node of somebody who was in this world: they went through the portal that leads `to` there; null:
 * back to where they came from.
 */
interface GoEvent {
  readonly type: 'go'
  readonly to: Address | null
}

/** The node's facts about itself have changed: its name, its banner, who may come. */
interface NodeEvent {
  readonly type: 'node'
}

/** A sentence about something that happened to a person without an action of theirs. */
interface NoticeEvent {
  readonly type: 'notice'
  readonly words: string
}

/**
 * In a world of another node: the state of its host, and how many of one's own edits wait for it, on the disk
 * of this node. It is sent first, and whenever it changes.
 */
export interface HostEvent {
  readonly type: 'host'
  readonly node: NodeName
  readonly state: 'awake' | 'asleep' | 'unknown'
  readonly pending: number
  /** With `asleep`: another reason than that it does not answer, in words. */
  readonly why?: string
  /** Unless it is awake: what others of this node wrote there that waits for it, too. */
  readonly others?: readonly WaitingPerson[]
}

/** Somebody else's writing that waits, in no document but their own. */
export interface WaitingPerson {
  readonly who: string
  readonly changes: number
  /** All of it as one update over the host's scene, in base64; null: it is too long to be shown. */
  readonly update: string | null
}
/** Of so many people it is told, and of each of them that much, in bytes: a page or two. */
export const WAITING_PEOPLE_MAX = 8
export const WAITING_BYTES_MAX = 16 * 1024

/** For a program that runs elsewhere: an event that leaves no trace in the world's documents. */
interface HappenedEvent {
  readonly type: 'happened'
  readonly event: EventData
}

/**
 * The same before it is done: whether it may be, which is answered by the action `answer` with this number.
 */
export interface AskedEvent {
  readonly type: 'asked'
  readonly ask: number
  readonly event: EventData
}

export const artifact = z.custom<ArtifactId>((id) => parseArtifactId(id) !== null)
export const address = z.custom<Address>((text) => typeof text === 'string' && parseAnyAddress(text) === text)
export const words = z.string().check(
  z.minLength(1),
  z.maxLength(WORDS_MAX),
  z.overwrite((text) => text.toWellFormed()),
)

/** The events that an owner tells, or asks about: nobody can make a program hear anything else. */
const happening = (kind: EventSubscription['kind']) =>
  z.object({
    event: z.enum(subscribableEvents(kind)),
    subject: z.nullable(artifact),
    object: z.nullable(artifact),
    host: z.nullable(artifact),
    person: z.nullable(z.string().check(z.maxLength(PERSON_NAME_MAX))),
    words: z.nullable(words),
    voice: z.nullable(z.enum(['say', 'shout', 'whisper'])),
    changed: z.tuple([]),
    at: z.number(),
  })
const Answer = z.object({ ok: z.boolean(), why: z.nullable(z.string()) })
const look = z.pipe(
  z.unknown().check(z.refine((raw) => parseAvatarLook(raw) !== null)),
  z.transform((raw: unknown): AvatarLook => parseAvatarLook(raw) ?? z.NEVER),
)
const declared = z.record(
  z.string().check(z.maxLength(PAGE_VALUE_NAME_MAX), z.refine(isPlainKey)),
  z.union([
    z.number(),
    z.string().check(z.maxLength(WORDS_MAX)),
    z.boolean(),
    z.array(z.string().check(z.maxLength(PAGE_VALUE_MAX))).check(z.maxLength(CHOICES_MAX)),
  ]),
)
const form = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('choices'),
    choices: z.array(z.string().check(z.maxLength(PAGE_VALUE_MAX))).check(z.maxLength(QUESTION_CHOICES_MAX)),
  }),
  z.object({
    type: z.literal('fields'),
    fields: declared.check(z.refine((fields) => Object.keys(fields).length <= QUESTION_FIELDS_MAX)),
  }),
  z.object({ type: z.literal('spot'), thing: artifact }),
])
const sound = z.pipe(
  z.unknown().check(z.refine((raw) => parseSound(raw) !== null)),
  z.transform((raw: unknown): Sound => parseSound(raw) ?? z.NEVER),
)
const questionId = z.string().check(z.maxLength(QUESTION_ID_MAX))
const Personal = z.object({
  type: z.literal('personal'),
  whole: z.exactOptional(z.literal(true)),
  values: z.array(
    z.object({
      thing: artifact,
      name: z.string().check(z.maxLength(PAGE_VALUE_NAME_MAX + 1)),
      value: z.nullable(z.string().check(z.maxLength(PAGE_VALUE_MAX))),
    }),
  ),
  questions: z
    .array(z.object({ id: questionId, thing: artifact, words, form, until: z.number() }))
    .check(z.maxLength(QUESTIONS_MAX)),
  closed: z.array(questionId),
})
const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('log'),
    thing: artifact,
    lines: z.array(z.object({ at: z.number(), text: z.string() })),
  }),
  z.object({
    type: z.literal('whisper'),
    from: artifact,
    person: z.nullable(z.string()),
    words: z.string(),
    at: z.number(),
  }),
  Personal,
  z.object({
    type: z.literal('sounds'),
    sounds: z.array(sound).check(z.maxLength(WORLD_SOUNDS_PER_S)),
  }),
  z.object({
    type: z.literal('host'),
    node: z.custom<NodeName>((name) => typeof name === 'string' && parseNodeName(name) === name),
    state: z.enum(['awake', 'asleep', 'unknown']),
    pending: z.number(),
    why: z.exactOptional(z.string().check(z.maxLength(NOTICE_MAX))),
    others: z.exactOptional(
      z
        .array(z.object({ who: z.string(), changes: z.number(), update: z.nullable(z.string()) }))
        .check(z.maxLength(WAITING_PEOPLE_MAX)),
    ),
  }),
  z.object({
    type: z.literal('you'),
    body: z.nullable(artifact),
    account: z.nullable(z.pipe(z.string(), z.transform(parseAnyAccount))),
    look,
    at: z.nullable(z.pipe(z.string(), z.transform(parseAnyAddress))),
    right: z.enum(RIGHTS),
    standing: z.exactOptional(z.enum(RIGHTS)),
  }),
  z.object({ type: z.literal('go'), to: z.nullable(address) }),
  z.object({ type: z.literal('node') }),
  z.object({ type: z.literal('notice'), words: z.string().check(z.maxLength(NOTICE_MAX)) }),
  z.object({ type: z.literal('happened'), event: happening('on') }),
  z.object({ type: z.literal('asked'), ask: z.int(), event: happening('before') }),
])

/**
 * Encodes an action frame; `sequence` rises from action to action of a session, and is the same when it is
 * sent again.
 */
export function actionFrame(sequence: number, { session, action }: ActionRequest): Uint8Array {
  return numberedFrame('action', sequence, JSON.stringify({ session, ...action }))
}

export function eventFrame(event: WireEvent): Uint8Array {
  return plainEventFrame(JSON.stringify(event))
}

/** How JSON is read: in a browser what its own node said, on a node what a stranger did. */
type ReadJson = (text: string) => unknown

/** Reads an outcome's JSON; null when it is malformed. */
export function parseOutcome(json: string, read: ReadJson = JSON.parse): Outcome | null {
  return parsed(Answer, json, read)
}

/** Reads an event's JSON; null when it is malformed, or of a newer server. */
export function parseEvent(json: string, read: ReadJson = JSON.parse): WireEvent | null {
  return parsed(Event, json, read)
}

/** The value by the schema; null when it is malformed. */
export function parsed<Value>(schema: z.ZodMiniType<Value>, json: string, read: ReadJson): Value | null {
  try {
    const { success, data } = schema.safeParse(read(json))
    return success ? data : null
  } catch {
    return null
  }
}
