// `inkland export`: a world, or a thing of one, as a folder of Markdown files.
import { resolve } from 'node:path'
import type * as Y from 'yjs'
import type { PictureKinds } from '../../shared/folder/images/picture-files.ts'
import { saveThing, saveWorld, type Saved } from '../../shared/folder/save-world.ts'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene/scene.ts'
import {
  addressIn,
  restAt,
  say,
  thingIn,
  warn,
  STORE_FLAG,
  type CliCommand,
  type StorePlace,
} from './control/cli-command.ts'
import { BUCKET_HELP } from './control/cli-bucket.ts'
import { writeFiles } from './world-folder.ts'
import { CliFault, orFault } from './control/cli-fault.ts'
import { readStoredPictures, readStoredScene } from './control/stored-world.ts'

export const exportCommand: CliCommand = {
  help: `Saves a world as a folder of Markdown files, one for each thing.

  npm run inkland -- export ACCOUNT/WORLD [options]

  --data ./data      the folder that holds the worlds; a node can be using it    INKLAND_DATA
  --store STORE      the database that has them, if one has                      INKLAND_STORE
  --out FOLDER       where to write; otherwise a folder named after the world.
                     Save there again, and only what changed is written; files
                     of deleted things are removed
  --thing ID         only this thing and what is in it
  --help             this text

${BUCKET_HELP}`,
  flags: { data: { type: 'string' }, ...STORE_FLAG, out: { type: 'string' }, thing: { type: 'string' } },
  prepare(given) {
    const address = addressIn(restAt(given, 0, 1, 'export ACCOUNT/WORLD'))
    const thing = thingIn(given.value('thing'))
    const out = resolve(given.value('out') ?? address.slice(address.indexOf('/') + 1))
    return () => exportWorld({ address, thing, place: given.place, out })
  },
}

interface ExportWish {
  readonly address: Address
  /** One thing with the things in it; null: the world. */
  readonly thing: ArtifactId | null
  readonly place: StorePlace
  readonly out: string
}

async function exportWorld({ address, thing, place, out }: ExportWish): Promise<void> {
  const scene = await readStoredScene(place, address)
  const pictures = await readStoredPictures(place, scene)
  const kinds = new Map([...pictures].map(([id, { type }]) => [id, type]))
  const saved = thing === null ? saveWorld(scene, kinds) : savedThing(scene, thing, kinds)
  const beside = saved.pictures.flatMap(({ id, path }) => {
    const bytes = pictures.get(id)?.bytes
    return bytes === undefined ? [] : [{ path, bytes }]
  })
  const { written, removed, same } = await orFault(writeFiles(out, saved.files, beside))
  for (const line of saved.leftOut) warn(`Left out: ${line}`)
  for (const line of saved.renamed) warn(line)
  say(`Saved ${address} to ${out}: ${written} written, ${removed} removed, ${same} unchanged.`)
}

function savedThing(scene: Y.Doc, thing: ArtifactId, kinds: PictureKinds): Saved {
  if (sceneArtifact(scene, thing) !== null) return saveThing(scene, thing, kinds)
  throw new CliFault(`There is no thing ${thing} in that world.`)
}
