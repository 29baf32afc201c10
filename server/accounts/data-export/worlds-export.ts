// The worlds of several accounts as a zip, for an admin who is about to end them: each account is a folder,
// and a page says what is what. Homes are not in it, nor any other data about people.
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Account } from '../model/account-view.ts'
import { notHere, type LeftOutWorld } from './export-readme.ts'
import { nameFor, worldFiles, type DataSources } from './account-export.ts'
import { ZipWriter } from './zip-writer.ts'

interface AccountWorlds {
  readonly account: Account
  readonly worlds: () => Promise<readonly WorldRecord[]>
}

/** The zip, in pieces. */
export async function* worldsZip(
  sources: Pick<DataSources, 'store' | 'pictures' | 'versions' | 'read' | 'clock'>,
  accounts: readonly AccountWorlds[],
): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter()
  const leftOut: LeftOutWorld[] = []
  const lines: string[] = []
  for (const { account, worlds } of accounts) {
    const all = await worlds()
    const names = new Set<string>()
    for (const world of all)
      leftOut.push(...(yield* worldFiles(sources, world, `${account.account}/${nameFor(world, names)}`, zip)))
    lines.push(`  ${account.account} (${account.name}): ${all.length}`)
  }
  yield* zip.text('README.txt', readme(lines, leftOut))
  yield* zip.end()
}

const readme = (lines: readonly string[], leftOut: readonly LeftOutWorld[]): string => `Worlds of accounts
==================

ACCOUNT/NAME.inkland
  A world as one file: its page, its things, its pictures, and its whole history
  with who wrote what. Use "Import" on the first page of any Inkland to bring it
  in again.

ACCOUNT/NAME/
  The same world as it is now, as a folder of Markdown files.

Homes and worlds in the bin are not here.

How many worlds of whom
${lines.join('\n')}
${leftOut.length === 0 ? '' : notHere(leftOut)}`
