// A world's history over HTTP: its sessions, its states, what changed, its versions, and putting things back.
import { parseRevision, type Revision } from '../../shared/history/revision.ts'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { Reverted } from '../../shared/wire/api/revert-bodies.ts'
import {
  ImportAnswer,
  RestoreAnswer,
  VersionAnswer,
  VersionsAnswer,
} from '../../shared/wire/api/version-bodies.ts'
import {
  AuthorsAnswer,
  ChangesAnswer,
  Erased,
  RoomMade,
  HistoryAnswer,
  HistorySetting,
  REVISION_HEADER,
  StepsAnswer,
  type Erase,
  type HistoryAuthor,
  type ChangedThing,
  type HistoryStep,
} from '../../shared/wire/api/history-bodies.ts'
import type { ThingId } from '../../shared/history/rows/row-summary.ts'
import { call, fetchBytes, worldPath } from './request.ts'

/** Which sessions are asked for; `to`: only those that ended by this revision. */
export interface SessionsAsked {
  readonly to?: Revision
  readonly limit: number
  readonly author?: AuthorFilter
  readonly thing?: ThingId
  /** Answered at once, with what is not known yet of the newest edits left out. */
  readonly isSoon?: boolean
}

/** The account of a person, the artifact of a program, the session of an agent, the name of a node. */
export interface AuthorFilter {
  readonly kind: HistoryAuthor['kind'] | 'node'
  readonly id: string
}

const history = (address: Address): string => `${worldPath(address)}/history`

export function fetchSessions(
  address: Address,
  { to, limit, author, thing, isSoon = false }: SessionsAsked,
): Promise<HistoryAnswer> {
  const query = new URLSearchParams({ limit: String(limit) })
  if (isSoon) query.set('soon', '1')
  if (to !== undefined) query.set('to', String(to))
  if (author !== undefined)
    query.set('author', author.id === '' ? author.kind : `${author.kind}:${author.id}`)
  if (thing !== undefined) query.set('thing', thing)
  return call('GET', `${history(address)}?${query}`, HistoryAnswer)
}

/** The scene as it was at a revision. */
export interface PastScene {
  /** One Yjs update. */
  readonly scene: Uint8Array
  /** The revision it is of: the end of the row in which the one lies that was asked for. */
  readonly at: Revision
}

export async function fetchPastScene(address: Address, revision: Revision): Promise<PastScene> {
  const { bytes, headers } = await fetchBytes(`${history(address)}/${revision}`)
  const at = parseRevision(headers.get(REVISION_HEADER))
  return { scene: bytes, at: at ?? revision }
}

/** The steps that follow a revision, in order: fewer than asked for where they are large. */
export const fetchSteps = async (
  address: Address,
  from: Revision,
  limit: number,
): Promise<readonly HistoryStep[]> => {
  const path = `${history(address)}/steps?from=${from}&limit=${limit}`
  return (await call('GET', path, StepsAnswer)).steps
}

export const fetchChanges = async (
  address: Address,
  from: Revision,
  to: Revision,
): Promise<readonly ChangedThing[]> =>
  (await call('GET', `${worldPath(address)}/changes?from=${from}&to=${to}`, ChangesAnswer)).things

export const fetchAuthorsAt = (
  address: Address,
  revision: Revision,
  thing: ArtifactId,
): Promise<AuthorsAnswer> =>
  call('GET', `${history(address)}/${revision}/authors?thing=${encodeURIComponent(thing)}`, AuthorsAnswer)

/** The mark of an import of so many files; a version is kept of how the world is before it. */
export const beginImport = async (address: Address, files: number): Promise<string> =>
  (await call('POST', `${worldPath(address)}/imports`, ImportAnswer, { files })).mark

export const fetchVersions = async (address: Address): Promise<readonly VersionAnswer[]> =>
  (await call('GET', `${worldPath(address)}/versions`, VersionsAnswer)).versions

export const nameVersion = (
  address: Address,
  version: { readonly name: string; readonly note?: string; readonly revision?: Revision },
): Promise<VersionAnswer> => call('POST', `${worldPath(address)}/versions`, VersionAnswer, version)

export const deleteVersion = (address: Address, id: string): Promise<null> =>
  call('DELETE', `${worldPath(address)}/versions/${encodeURIComponent(id)}`, null)

/** What is put back: everything, some things, the page of one, or a passage of it as it was then. */
export interface Restoring {
  readonly revision: Revision
  readonly things?: readonly ArtifactId[]
  readonly page?: ArtifactId
  /** Letters of the page as it was then. */
  readonly passage?: { readonly id: ArtifactId; readonly from: number; readonly to: number }
}

export const restoreAt = (address: Address, body: Restoring): Promise<RestoreAnswer> =>
  call('POST', `${worldPath(address)}/restore`, RestoreAnswer, body)

/**
 * What is taken back: a session, or one author's edits of it; a merge; what was taken back once; or what an
 * author wrote since a time (ms since 1970); with `account`, what that person wrote, and the things that they
 * carried off.
 */
export type EditsToTakeBack =
  | { readonly session: { readonly from: Revision; readonly to: Revision }; readonly author?: AuthorFilter }
  | { readonly revert: string }
  | { readonly merge: string }
  | { readonly author: AuthorFilter; readonly since: number }
  | { readonly account: string; readonly since: number }

/** Takes edits back, where nobody wrote since; as a trial, tells only what would come of it. */
export const takeEditsBack = (address: Address, what: EditsToTakeBack, isTrial: boolean): Promise<Reverted> =>
  call('POST', `${worldPath(address)}/revert`, Reverted, { ...what, isTrial })

/** Erases deleted words for good; as a trial, only counts them. */
export const eraseDeleted = (address: Address, what: Erase): Promise<Erased> =>
  call('POST', `${worldPath(address)}/erase`, Erased, what)

/** Makes room in a world; as a trial, only counts what that leaves. */
export const makeRoom = (address: Address, isTrial: boolean): Promise<RoomMade> =>
  call('POST', `${worldPath(address)}/room`, RoomMade, { isTrial })

/** How far back people may look who may not edit. */
export const fetchLookBack = async (address: Address): Promise<HistorySetting['lookBack']> =>
  (await call('GET', `${history(address)}/settings`, HistorySetting)).lookBack

export const setLookBack = (
  address: Address,
  lookBack: HistorySetting['lookBack'],
): Promise<HistorySetting> => call('PUT', `${history(address)}/settings`, HistorySetting, { lookBack })
