// `inkland page`: a world, or one page of it, as one HTML file that anybody can read.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DOCUMENT_SIGN, writeDocument } from '../../shared/folder/page-document.ts'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import {
  addressIn,
  restAt,
  say,
  STORE_FLAG,
  thingIn,
  type CliCommand,
  type StorePlace,
} from './control/cli-command.ts'
import { BUCKET_HELP } from './control/cli-bucket.ts'
import { CliFault, orFault } from './control/cli-fault.ts'
import { readStoredPictures, readStoredScene } from './control/stored-world.ts'

export const pageCommand: CliCommand = {
  help: `Saves a world as one HTML file, with its pictures inside: a browser shows it without Inkland.

  npm run inkland -- page ACCOUNT/WORLD [options]

  --data ./data      the folder that holds the worlds; a node can be using it    INKLAND_DATA
  --store STORE      the database that has them, if one has                      INKLAND_STORE
  --out FILE         where to write; otherwise a file named after the world. One
                     that was saved so before is replaced
  --thing ID         only the page of this thing
  --help             this text

${BUCKET_HELP}`,
  flags: { data: { type: 'string' }, ...STORE_FLAG, out: { type: 'string' }, thing: { type: 'string' } },
  prepare(given) {
    const address = addressIn(restAt(given, 0, 1, 'page ACCOUNT/WORLD'))
    const thing = thingIn(given.value('thing'))
    const out = resolve(given.value('out') ?? `${address.slice(address.indexOf('/') + 1)}.html`)
    return () => savePage({ address, thing, place: given.place, out })
  },
}

interface PageWish {
  readonly address: Address
  /** One page; null: the whole world. */
  readonly thing: ArtifactId | null
  readonly place: StorePlace
  readonly out: string
}

async function savePage({ address, thing, place, out }: PageWish): Promise<void> {
  const scene = await readStoredScene(place, address)
  const stored = await readStoredPictures(place, scene)
  const view = createView(scene, null)
  if (thing !== null && view.artifact(thing) === null)
    throw new CliFault(`There is no thing ${thing} in that world.`)
  const pictures = new Map(
    [...stored].map(([id, { type, bytes }]) => [
      id,
      `data:${type};base64,${Buffer.from(bytes).toString('base64')}`,
    ]),
  )
  await orFault(replace(out, writeDocument({ view, thing, pictures })))
  say(`Saved ${address} to ${out}.`)
}

/** Whole or not at all; never in the place of another file. */
async function replace(out: string, text: string): Promise<void> {
  const before = await readFile(out, 'utf8').catch(() => null)
  if (before !== null && !before.includes(DOCUMENT_SIGN))
    throw new CliFault(
      `${out} is another file. Use --out to name a new one, or one this was saved to before.`,
    )
  const aside = `${out}.part`
  await writeFile(aside, text)
  await rename(aside, out)
}
