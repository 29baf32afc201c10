// `POST /api/worlds/ACCOUNT/WORLD/imports`: somebody who may edit a world is about to bring files into it.
// Its state is kept as a version first, and they get a mark for the frames that bring them.
import { ImportAnswer, NewImport } from '../../../shared/wire/api/version-bodies.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { judgePublisher, toldWell } from './history-refusals.ts'

interface ImportRouteParts extends Pick<WorldServices, 'sync' | 'versions'> {
  readonly publishing: Pick<Publishing, 'mayPublish'>
  readonly creation: WorldCreation
}

export function addImportRoutes(
  routes: Routes,
  { sync, versions, publishing, creation }: ImportRouteParts,
): void {
  routes.add('post', '/worlds/:account/:world/imports', { world: 'edit' }, async (asked) => {
    const { request, response, member, world } = asked
    const { files } = bodyOf(NewImport, request)
    judgePublisher(publishing, member, world)
    creation.judgeRoom(member)
    const name = files === 1 ? 'Before an import of one file' : `Before an import of ${files} files`
    await toldWell(versions.keepBefore(world, 'import', member.id, name))
    const mark = sync.imports.give(world.id, member.id, files)
    response.status(201).json(ImportAnswer.parse({ mark }))
  })
}
