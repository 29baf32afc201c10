// `GET|POST /api/worlds/ACCOUNT/WORLD/versions`, `DELETE …/versions/ID` and `POST …/restore`: revisions with
// a name, and bringing back how a world was, for people who may edit it.
import type { RestoreChoice } from '../../../shared/history/changes/restore.ts'
import { parseRevision, type Revision } from '../../../shared/history/revision.ts'
import {
  NewVersionBody,
  Restore,
  type RestoreAnswer,
  type VersionAnswer,
  type VersionsAnswer,
} from '../../../shared/wire/api/version-bodies.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { NamedVersion, WorldVersions } from '../../history/version-table.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { authorRefs } from './author-refs.ts'
import { judgeLine } from './history-query.ts'
import { judgeNoOffer, judgePublisher, toldWell } from './history-refusals.ts'
import type { PastWriter } from './past-writer.ts'

const NO_VERSION = new HttpRefusal(
  404,
  'missing',
  'This world has no such version. Somebody may have deleted it.',
)
const ONE_CHOICE = new HttpRefusal(
  400,
  'malformed',
  'Say one of `things`, `page` and `passage`, or none of them to restore everything.',
)
const NO_PASSAGE = new HttpRefusal(
  400,
  'malformed',
  'A passage goes forward: `from` is its first character, and `to` the one behind its last.',
)

interface VersionRouteParts extends Pick<WorldServices, 'history'> {
  readonly versions: WorldVersions
  readonly publishing: Pick<Publishing, 'mayPublish'>
  readonly drafts: Pick<Drafts, 'of'>
  readonly names: PersonNames
  readonly creation: WorldCreation
  readonly writer: PastWriter
}

type VersionRequest = RouteRequest<WorldRecord>

const EDIT = { world: 'edit' } as const
const WORLD = '/worlds/:account/:world'

export function addVersionRoutes(routes: Routes, parts: VersionRouteParts): void {
  const { versions, publishing, drafts, creation } = parts

  routes.add('get', `${WORLD}/versions`, EDIT, async ({ response, world }) => {
    const list = await toldVersions(parts, world, versions.of(world))
    response.json({ versions: list } satisfies VersionsAnswer)
  })

  routes.add('post', `${WORLD}/versions`, EDIT, async (asked) => {
    const { request, response, member, world } = asked
    judgeLine(request, world)
    const { name, note = '', revision } = bodyOf(NewVersionBody, request)
    creation.judgeRoom(member, name.length + note.length)
    const place = await toldWell(
      revision === undefined ? parts.history.end(world) : parts.history.place(world, revision),
    )
    const made = await toldWell(versions.add(world, { name, note, place, by: member.id }))
    const [told] = await toldVersions(parts, world, [made])
    response.status(201).json(told)
  })

  routes.add('delete', `${WORLD}/versions/:id`, EDIT, async ({ request, response, world }) => {
    if (!(await versions.remove(world, String(request.params['id'])))) throw NO_VERSION
    response.status(204).end()
  })

  routes.add('post', `${WORLD}/restore`, EDIT, async (asked) => {
    asked.response.setTimeout(STEP_MS)
    judgeLine(asked.request, asked.world)
    const body = bodyOf(Restore, asked.request)
    const choice = choiceIn(body)
    judgeNoOffer(drafts, asked.world)
    judgePublisher(publishing, asked.member, asked.world)
    creation.judgeRoom(asked.member)
    asked.response.json(await toldWell(restore(parts, asked, { revision: body.revision, choice })))
  })
}

async function restore(
  { history, writer }: VersionRouteParts,
  { member, world }: VersionRequest,
  { revision, choice }: { readonly revision: Revision; readonly choice: RestoreChoice },
): Promise<RestoreAnswer> {
  const wrote = await writer.write(world, member.id, {
    kind: 'restore',
    isTrial: false,
    // Only then: its row has another number once room was made, or something was erased.
    edit: async () => history.restoring(world, await history.place(world, revision), choice, member.id),
  })
  return { revision: wrote.revision, changed: wrote.edit.changed }
}

function choiceIn({ things, page, passage }: Restore): RestoreChoice {
  if ([things, page, passage].filter((each) => each !== undefined).length > 1) throw ONE_CHOICE
  if (things !== undefined) return { kind: 'things', things }
  if (page !== undefined) return { kind: 'page', id: page }
  if (passage === undefined) return { kind: 'everything' }
  if (passage.from >= passage.to) throw NO_PASSAGE
  return { kind: 'passage', ...passage }
}

async function toldVersions(
  parts: VersionRouteParts,
  world: WorldRecord,
  versions: readonly NamedVersion[],
): Promise<VersionAnswer[]> {
  const ref = await authorRefs(
    parts,
    world,
    versions.flatMap(({ by }) => by ?? []),
  )
  return versions.flatMap(({ id, name, note, revision: raw, at, lastAt, by, isAutomatic }) => {
    const revision = parseRevision(raw)
    return revision === null ? [] : [{ id, name, note, revision, at, lastAt, by: by && ref(by), isAutomatic }]
  })
}
