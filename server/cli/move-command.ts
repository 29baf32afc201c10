// `inkland move`: a stopped node goes from one store to another, whole or not at all.
import { openFolderFiles } from '../assets/picture-folder.ts'
import { copyPictures } from '../assets/picture-moving.ts'
import { pictureTargetIn } from '../config/bucket-option.ts'
import { givenEnvironment, usualMoveTarget } from '../config/node-config.ts'
import { moveStore, type DoneMove } from '../storage/moving/store-move.ts'
import type { MoveProgress, TellProgress } from '../storage/moving/store-copying.ts'
import { readPictures } from '../storage/postgres/postgres-store.ts'
import { parseStoreAddress, type StoreAddress } from '../storage/opening/store-address.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand } from './control/cli-command.ts'
import { usable } from './control/cli-bucket.ts'
import { CliFault, orFault } from './control/cli-fault.ts'
import { movePictures } from './control/picture-move.ts'
import { systemClock as clock } from '../time/server-clock.ts'

export const moveCommand: CliCommand = {
  help: `Moves everything that a node keeps to another store, byte for byte: from SQLite in the data folder into
PostgreSQL, or back. Stop the node first. Pictures go into the data folder, and from there into a database at the
next start.

  npm run inkland -- move --to STORE [options]
  npm run inkland -- move --pictures-to PLACE [options]

The second form moves pictures alone: into a bucket of an S3-compatible store, into another one, or back.

It copies all, compares both, and only then says in the data folder that the new store counts. Cut off before
that, nothing was moved: run it again. The old store is kept, and nothing starts on it any more.

  --to STORE      sqlite, or an empty database as                                INKLAND_MOVE_TO
                  postgres://USER:PASSWORD@HOST/DATABASE. Say a
                  password there, since others on this machine can
                  read command lines
  --pictures-to PLACE
                  here (where the worlds are), or a bucket, as                   INKLAND_MOVE_PICTURES_TO
                  https://HOST/BUCKET/PREFIX. Where they are in a
                  bucket now, INKLAND_PICTURES names that, with
                  INKLAND_PICTURES_KEY_ID, INKLAND_PICTURES_SECRET and
                  INKLAND_PICTURES_REGION. These count for the other
                  one, too, unless INKLAND_MOVE_PICTURES_KEY_ID,
                  …_SECRET and …_REGION say otherwise
  --store STORE   where the worlds are now, when that is a database              INKLAND_STORE
  --data ./data   the data folder of the node                                    INKLAND_DATA
  --help          this text
`,
  flags: {
    data: { type: 'string' },
    to: { type: 'string' },
    'pictures-to': { type: 'string' },
    ...STORE_FLAG,
  },
  prepare(given) {
    const { data, rest } = given
    if (rest.length > 0) throw new WrongUse('Use move --to STORE; see --help.')
    const said = given.value('to')
    const pictures = usable(() => pictureTargetIn(givenEnvironment(), given.value('pictures-to')))
    if (pictures !== null && said === undefined) return () => movePictures(given.place, pictures)
    if (given.value('pictures-to') !== undefined) {
      throw new WrongUse('Move the store and the pictures one after the other: say --to or --pictures-to.')
    }
    const target = said ?? usualMoveTarget()
    if (target === '') throw new WrongUse('Say where to: move --to sqlite, or move --to postgres://…')
    const to = addressIn(target, '--to')
    const from = addressIn(given.place.store, '--store')
    return async () => {
      const tell = progressOn(process.stdout.isTTY)
      const carry = (left: StoreAddress) => takePicturesOut(left, data)
      const done = await orFault(
        moveStore({ data, from, to, now: clock.now(), tell, carry }).catch((error: unknown) => {
          throw error instanceof StoreRefusal ? new CliFault(error.message, { cause: error }) : error
        }),
      )
      for (const line of linesOf(done, to)) say(line)
    }
  },
}

function addressIn(text: string, flag: string): StoreAddress {
  try {
    return parseStoreAddress(text)
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error
    throw new WrongUse(error.message.replace('--store', flag), { cause: error })
  }
}

/** Pictures that a database has come into the folder; a node that starts on a database takes them in. */
async function takePicturesOut(from: StoreAddress, data: string): Promise<void> {
  if (from.kind === 'sqlite') return
  const pictures = readPictures(from.database)
  try {
    await copyPictures(pictures, await openFolderFiles(data))
  } finally {
    await pictures.close()
  }
}

function linesOf({ from, to, worlds, rows, digest, aside }: DoneMove, target: StoreAddress): string[] {
  const kept = aside === null || target.kind === 'sqlite' ? `${from} is` : `The old store, in ${aside}, is`
  return [
    `Moved ${worlds} worlds from ${from} to ${to}.`,
    `Compared both byte for byte: ${rows} rows, 0 differences (sha256 ${digest}).`,
    `${kept} kept as it was, and no node starts on it. Delete it when you are sure.`,
    target.kind === 'sqlite'
      ? 'Start the node without --store.'
      : 'Start the node with the address of that database in INKLAND_STORE.',
  ]
}

const WORDS: Partial<Record<MoveProgress['step'], string>> = { copying: 'Copying', comparing: 'Comparing' }
/** In lines it says so many parts of a hundred at a time. */
const STEP_PERCENT = 10

/** Tells how far it is: on a terminal in one line that changes, else line by line. */
function progressOn(isTerminal: boolean): TellProgress {
  let told = ''
  return ({ step, done, of }) => {
    const word = WORDS[step]
    if (word === undefined) return
    const percent = Math.floor((100 * done) / of)
    const line = `${word}: ${isTerminal ? percent : percent - (percent % STEP_PERCENT)} %`
    if (line === told) return
    told = line
    if (isTerminal) process.stdout.write(`\r${line}${percent === 100 ? '\n' : ''}`)
    else say(line)
  }
}
