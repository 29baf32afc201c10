// The page beside somebody's data: what is what, in plain words.
import type { Address } from '../../../shared/world/address.ts'
import type { Account } from '../model/account-view.ts'

/** A world, or only its folder, that did not fit into the zip. */
export interface LeftOutWorld {
  readonly address: Address
  readonly what: 'world' | 'folder'
}

export function readme({ account, name }: Account, worlds: number, leftOut: readonly LeftOutWorld[]): string {
  return `Everything this node stores about ${name} (${account})
${'='.repeat(42)}

account.json
  What is stored about you, in a form that programs and people can read: your
  name, how and where you are signed in, who you invited, which groups you are
  in, which worlds are yours and who can do what in them, how you arranged your list
  of worlds, what you can do in other people's worlds, who you met, which worlds you visited on other nodes and
  what you hold from there, and what was logged for the admins. Times are in UTC. Passwords, codes
  and the secrets of links are not in it: nobody but you knows them.

worlds/NAME.inkland
  ${worlds === 1 ? 'Your world' : `Your ${worlds} worlds`}, each as one file: its page, its things, and its whole history with
  who wrote what. Use "Import" on the first page of any Inkland to bring it in again.

worlds/NAME/
  The same world as it is now, as a folder of Markdown files, one for each
  thing. Any text editor opens them, and Inkland can make a world from them.

What you wrote in other people's worlds is not here: it is part of those worlds.
Anyone who can edit one can export it there.
${leftOut.length === 0 ? '' : notHere(leftOut)}`
}

export function notHere(leftOut: readonly LeftOutWorld[]): string {
  const of = (wanted: LeftOutWorld['what']) =>
    leftOut.filter(({ what }) => what === wanted).map(({ address }) => `  ${address}\n`)
  const worlds = of('world')
  const folders = of('folder')
  return `
Not here, because there was too much of it
------------------------------------------
${worlds.length === 0 ? '' : `These worlds. Export each one from its own page:\n${worlds.join('')}`}${
    folders.length === 0
      ? ''
      : `The folders of these worlds. Their files are here, and "Save as a folder" on\ntheir pages makes one:\n${folders.join('')}`
  }`
}
