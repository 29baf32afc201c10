// What lies beside somebody's data: what is what, in plain words.
import type { Address } from '../../shared/world/address.ts'
import type { Account } from './accounts.ts'

/** What did not fit into the zip: a world, or only its folder. */
export interface LeftOut {
  readonly address: Address
  readonly what: 'world' | 'folder'
}

export function readme({ account, name }: Account, worlds: number, leftOut: readonly LeftOut[]): string {
  return `All that this node knows of ${name} (${account})
${'='.repeat(42)}

account.json
  What is kept of you, in a form that programs read and people can: how you
  are called, how and where you are signed in, whom you invited, which worlds
  are yours and who may do what in them, what you may do in worlds of others,
  whom you met, in which worlds of other nodes you were and what of there you
  hold, and what was noted for the admins. Times are in UTC. Passwords, codes and
  the secrets of links are not in it: nobody knows them but you.

worlds/NAME.inkland
  ${worlds === 1 ? 'Your world' : `Your ${worlds} worlds`}, each as one file: its page, its things, and its whole history with
  who wrote what. "Import" on the first page of any Inkland takes it in again.

worlds/NAME/
  The same world as it is now, as a folder of Markdown files, one for each
  thing. Any editor of texts opens them, and Inkland makes a world of them.

What you wrote in worlds of others is not here: it is part of those worlds.
Who may edit one can export it there.
${leftOut.length === 0 ? '' : notHere(leftOut)}`
}

function notHere(leftOut: readonly LeftOut[]): string {
  const of = (wanted: LeftOut['what']) =>
    leftOut.filter(({ what }) => what === wanted).map(({ address }) => `  ${address}\n`)
  const worlds = of('world')
  const folders = of('folder')
  return `
Not here, since there was too much of it
----------------------------------------
${worlds.length === 0 ? '' : `These worlds; export each by itself, on its page:\n${worlds.join('')}`}${
    folders.length === 0
      ? ''
      : `The folders of these worlds; their files are here, and "Save as a folder" on\ntheir pages makes one:\n${folders.join('')}`
  }`
}
