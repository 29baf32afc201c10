// A world as one file: `GET /api/worlds/ACCOUNT/WORLD/export` sends it, `POST /api/worlds/import` takes it.
// Both stream: a world is never in memory as a whole. `…/scene` sends its scene alone, without history.
import type { Request } from 'express'
import { parseAddress, partsOf, type Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { ARCHIVE_TYPE, SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { exportWorld } from '../../storage/archive/world-file.ts'
import { importScene, type SceneImportParts } from './scene-import.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { sendChunks } from '../edge/chunked-answer.ts'
import { createPlaces, senderOf } from '../edge/body-slots.ts'
import type { FileImport } from './file-import.ts'
import { EXPORT_PLACES, TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import { listedFor } from './world-summaries.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { createSceneAnswers } from './scene-download.ts'

const NO_ADDRESS = new HttpRefusal(
  400,
  'malformed',
  'An address is two words with a slash between them, such as ada/garden.',
)

const OTHERS_EXPORT = new HttpRefusal(
  503,
  'busy',
  'Other worlds are being downloaded. Try again in a little while.',
  10,
)

interface ArchiveParts
  extends
    Pick<WorldServices, 'owner' | 'pictures' | 'versions' | 'audit' | 'drafts'>,
    Pick<AccountServices, 'rights' | 'rightOf'>,
    SceneImportParts {
  readonly names: PersonNames
  readonly fileImport: FileImport
  readonly clock: ServerClock
}

export function addArchiveRoutes(routes: Routes, parts: ArchiveParts): void {
  const { store, owner, pictures, versions, accounts, audit, rightOf, creation, fileImport } = parts
  const sendScene = createSceneAnswers(parts)
  const place = createPlaces(EXPORT_PLACES, OTHERS_EXPORT)

  routes.add(
    'get',
    '/worlds/:account/:world/export',
    { world: 'edit' },
    async ({ response, member, world }) => {
      place({ response, ...senderOf(member, accounts) })
      const { account, world: name } = partsOf(world.address)
      response.setTimeout(TRANSFER_SILENCE_MS)
      // An account of another node has signs in its name that a file's name may not have.
      response.attachment(`${account.replace(/[@:]/g, '-')}-${name}.inkland`).type(ARCHIVE_TYPE)
      audit.note(member.id, 'world.exported', world.address)
      const beside = { pictures: pictures.archived(world.id), versions: versions.of(world) }
      await sendChunks(exportWorld(store, world, beside), response, () =>
        atLeast(rightOf(member, world), 'edit'),
      )
    },
  )

  routes.add('get', '/worlds/:account/:world/scene', { world: 'see' }, sendScene)

  routes.add('post', '/worlds/import', 'maker', async (asked) => {
    const { request, response } = asked
    const world = await creation.withPlace(asked.member, () =>
      request.is(SCENE_TYPE)
        ? importScene(parts, asked, wishIn(request))
        : fileImport.take(request, asked.member, wishIn(request)),
    )
    audit.note(asked.member.id, 'world.imported', world.address)
    void owner.look(world)
    const [made] = await listedFor(parts, asked.member, [world])
    response.status(201).json(made)
  })
}

/** The address that the request asks for, if any. */
function wishIn({ query: { address: text } }: Request): Address | null {
  if (text === undefined) return null
  const address = typeof text === 'string' ? parseAddress(text) : null
  if (!address) throw NO_ADDRESS
  return address
}
