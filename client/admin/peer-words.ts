// Other nodes, as an admin is told of them.
import type { PeerInfo, PeerList, PeerTrust } from '../../shared/wire/peers-admin.ts'

export const TRUST_WORDS: Readonly<Record<PeerTrust, string>> = {
  unknown: 'nobody decided',
  allowed: 'allowed',
  blocked: 'blocked',
}

export const STATE_WORDS: Readonly<Record<PeerInfo['state'], string>> = {
  awake: 'awake',
  asleep: 'asleep',
  unknown: 'not asked yet',
}

/** Whom the node lets come, by how it was started. */
export const OPENNESS_WORDS: Readonly<Record<PeerList['openness'], string>> = {
  open: 'Open: people of any node that nobody blocked may come to what is open to them. Start it with --peers closed to change that.',
  closed:
    'Closed: people of those nodes alone may come that are allowed below. Start it with --peers open to change that.',
  off: 'Joined with no other node, whatever is set below. Start it with --peers open, or closed, to change that.',
}

/** The name of a node that nobody can come to, since it has no address. */
const NAMELESS = '.inkland.alt'
export const isNameless = (name: string): boolean => name.endsWith(NAMELESS)

/** What changes when a node is trusted otherwise, for who is asked whether they mean it. */
export function trustQuestion(
  { node, people }: Pick<PeerInfo, 'node' | 'people'>,
  trust: PeerTrust,
): { readonly title: string; readonly text: string; readonly yes: string } {
  switch (trust) {
    case 'allowed':
      return {
        title: `Allow ${node}?`,
        text: 'Its people may come to worlds that are open to them, and people here may go there. If it had other keys than before, those that it has now count from then on.',
        yes: 'Allow',
      }
    case 'blocked':
      return {
        title: `Block ${node}?`,
        text: `Its people are out of the worlds here at once${people === 0 ? '' : ', and may not come back'}, and nobody here goes there. What they wrote stays. You can allow it again.`,
        yes: 'Block',
      }
    case 'unknown':
      return {
        title: `Decide nothing about ${node}?`,
        text: 'It is then like any node that was never looked at: how this one is started says whether its people may come.',
        yes: 'Decide nothing',
      }
  }
}
