// A deed as a sentence: "Ada gave bob the right to write in ada/garden". A deed that this version does not
// know is told as it was noted.
import { EVERY } from '../backups/backup-words.ts'
import type { DeedLine } from '../../../shared/wire/api/admin-bodies.ts'
import { count } from '../../words/counts.ts'
import { sizeWords } from '../../words/size-words.ts'

const RIGHT_WORDS: Readonly<Record<string, string>> = {
  none: 'nothing',
  see: 'to look',
  act: 'to take part',
  edit: 'to write',
  own: 'to own it',
}

const LOOK_BACK: Readonly<Record<string, string>> = {
  everything: 'at everything',
  since: 'from that day on',
  nothing: 'at nothing',
}

const SETTING_WORDS: Readonly<Record<string, string>> = {
  title: 'what this place is called',
  banner: 'the line above every page',
  lookForUpdates: 'whether it looks for new versions',
  maintenance: 'whether this place is closed for maintenance',
  signUp: 'who can create an account',
  invites: 'who can invite',
  guests: 'whether guests can come',
  guestHomeDays: 'how long a guest’s home is kept',
  worldsPerAccount: 'how many worlds an account can have',
  bytesPerDay: 'how much an account can add in a day',
  bytesPerAccount: 'how much an account can add in total',
  pictureBytesPerWorld: 'how much space pictures can take in a world',
  pictureBytesPerAccount: 'how much space an account’s pictures can take',
}

type AuditWords = (deed: Said) => string

/** A deed with its words read. */
interface Said {
  readonly who: string
  readonly to: string
  readonly text: (name: string) => string
  readonly number: (name: string) => number
  readonly is: (name: string) => boolean
}

const right = ({ text }: Said): string => RIGHT_WORDS[text('right')] ?? text('right')
const times = ({ number }: Said): string =>
  number('count') > 1 ? `, ${number('count')} times within an hour` : ''
const named = (label: string): string => (label === '' ? '' : ` “${label}”`)

const worldsWent = (heir: string, isForGood = false): string =>
  heir !== '' ? `were left to ${heir}` : `went to the bin${isForGood ? ', for 30 days' : ''}`

const WORDS: Readonly<Record<string, AuditWords>> = {
  'account.first': ({ who }) => `${who} created the first account and became the admin`,
  'account.signedUp': ({ who, to, text }) =>
    `${who} created the account ${to}${text('by') && ` with ${text('by')}`}`,
  'account.passwordChanged': ({ who }) => `${who} changed the password`,
  'account.recovered': ({ who }) => `${who} signed in with a recovery code and set a new password`,
  'account.codesEnded': ({ who }) => `${who} removed the recovery codes`,
  'account.waysEnded': ({ who }) => `${who} ended every way in except the password`,
  'account.codesMade': ({ who }) => `${who} created new recovery codes`,
  'account.renamed': ({ who, text }) => `${who} is now called ${text('name')}`,
  'account.passkeyMade': ({ who, text }) => `${who} added the passkey${named(text('name'))}`,
  'account.passkeyRemoved': ({ who, text }) => `${who} removed the passkey${named(text('name'))}`,
  'account.providerLinked': ({ who, text }) => `${who} can now sign in with ${text('provider')}`,
  'account.providerUnlinked': ({ who, text }) => `${who} stopped signing in with ${text('provider')}`,
  'account.dataTaken': ({ who }) => `${who} downloaded what is stored about them`,
  'account.left': ({ to, text }) => `The account ${to} was ended; its worlds ${worldsWent(text('worldsTo'))}`,
  'session.began': ({ who, text }) => `${who} signed in${text('by') && ` with ${text('by')}`}`,
  'session.failed': (deed) =>
    `Somebody gave a wrong password for ${deed.to}${deed.text('from') && ` from ${deed.text('from')}`}${times(deed)}`,
  'session.ended': ({ who, text, is }) =>
    is('others')
      ? `${who} signed out everywhere else`
      : `${who} signed out${text('label') && ` of ${text('label')}`}`,
  'invitation.made': ({ who, to, number, text }) =>
    `${who} created the invitation${named(to)} for ${count(number('uses') || 1, 'account')}${text('world') && `, to ${text('world')}`}`,
  'invitation.ended': ({ who, to, text }) =>
    `${who} took back the invitation${named(to)}${text('by') && ` of ${text('by')}`}`,
  'invitation.used': ({ who, to }) => `${who} came into ${to} with an invitation`,
  'world.made': ({ who, to }) => `${who} created the world ${to}`,
  'world.moved': ({ who, to, text }) => `${who} moved ${text('from')} to ${to}`,
  'world.binned': ({ who, to }) => `${who} put ${to} in the bin`,
  'world.restored': ({ who, to }) => `${who} took ${to} out of the bin`,
  'world.destroyed': ({ who, to }) => `${who} deleted ${to} for good`,
  'world.drafted': ({ who, to, text }) => `${who} began the draft ${text('draft')} of ${to}`,
  'world.merged': ({ who, to, text }) => `${who} merged the draft ${text('draft')} into ${to}`,
  'world.reviewAsked': ({ who, to, text }) => `${who} asked to have ${text('draft')} reviewed for ${to}`,
  'world.reviewTakenBack': ({ who, text }) => `${who} no longer asks to have ${text('draft')} reviewed`,
  'world.reviewAnswered': ({ who, text }) => `${who} reviewed ${text('draft')} and did not merge it`,
  'world.publishingBegun': ({ who, to, text }) => `${who} had ${to} written in the draft ${text('draft')}`,
  'world.publishingEnded': ({ who, to }) => `${who} had ${to} written itself again`,
  'world.published': ({ who, to }) => `${who} published ${to}`,
  'world.unpublished': ({ who, to }) => `${who} took back what was published last of ${to}`,
  'world.lookBack': ({ who, to, text }) =>
    `${who} let visitors of ${to} look back ${LOOK_BACK[text('lookBack')] ?? 'at nothing'}`,
  'world.erased': ({ who, to, text, number }) =>
    `${who} erased ${count(number('erased'), 'deleted letter')}${text('account') && ` of ${text('account')}`} in ${to} for good`,
  'world.roomMade': ({ who, to }) => `${who} made room in ${to}`,
  'device.newer': ({ who, to }) =>
    `${who} has work in ${to} on a device that is newer than the backup, kept there as a copy`,
  'world.exported': ({ who, to }) => `${who} exported ${to}`,
  'world.imported': ({ who, to }) => `${who} imported ${to}`,
  'world.passed': ({ who, to, text }) => `${who} gave ${text('from')} to ${text('account')}; it is now ${to}`,
  'world.given': ({ to, text }) => `Someone on the server’s own machine gave ${to} to ${text('account')}`,
  'world.templateOffered': ({ who, to }) => `${who} offered ${to} as a template`,
  'world.templateEnded': ({ who, to }) => `${who} took back ${to} as a template`,
  'admin.templateShown': ({ who, to }) => `${who} showed the template ${to}`,
  'admin.templateHidden': ({ who, to }) => `${who} stopped showing the template ${to}`,
  'world.offered': ({ who, to, text }) => `${who} offered ${to} to ${text('account')}`,
  'world.offerEnded': ({ who, to }) => `${who} took back the offer of ${to}`,
  'world.offerDeclined': ({ who, to }) => `${who} declined ${to}`,
  'world.accepted': ({ who, to, text }) => `${who} accepted ${text('from')}; it is now ${to}`,
  'world.carriedOff': ({ who, to }) => `${who} took a thing along out of ${to}`,
  'world.leftToThem': ({ who, to, text }) => `${who} let ${text('account')} keep a thing of ${to}`,
  'world.calledBack': ({ who, to, text }) =>
    `${who} called back to ${to} what ${text('account')} had carried away`,
  'world.reverted': ({ who, to, text, number }) =>
    `${who} took back what ${text('account')} wrote in ${to}: ${[
      number('letters') > 0 ? count(number('letters'), 'letter') : '',
      number('changed') + number('removed') + number('restored') > 0
        ? count(number('changed') + number('removed') + number('restored'), 'thing')
        : '',
      number('carried') > 0 ? `${count(number('carried'), 'thing')} called back` : '',
    ]
      .filter(Boolean)
      .join(', ')}`,
  'right.given': (deed) => `${deed.who} gave ${deed.text('account')} the right ${right(deed)} in ${deed.to}`,
  'right.taken': ({ who, to, text }) => `${who} took away the rights of ${text('account')} in ${to}`,
  'right.nodeGiven': (deed) =>
    `${deed.who} gave everyone from ${deed.text('node')} the right ${right(deed)} in ${deed.to}`,
  'right.nodeTaken': ({ who, to, text }) =>
    `${who} took away the rights of everyone from ${text('node')} in ${to}`,
  'right.groupGiven': (deed) =>
    `${deed.who} gave the group${named(deed.text('group'))} the right ${right(deed)} in ${deed.to}`,
  'right.groupTaken': ({ who, to, text }) =>
    `${who} took away the rights of the group${named(text('group'))} in ${to}`,
  'right.opened': ({ who, to, text }) =>
    `${who} opened ${to}: ${[
      text('everyone') && `anyone signed in can ${openWords(text('everyone'))}`,
      text('public') && `anyone can ${openWords(text('public'))}`,
      text('found') && `search engines ${text('found')} find it`,
      text('sites') && `${text('sites')} can show it at work`,
    ]
      .filter(Boolean)
      .join(', ')}`,
  'right.linkMade': (deed) =>
    `${deed.who} created a link${named(deed.text('label'))} ${right(deed)} in ${deed.to}`,
  'right.linkRevoked': ({ who, to }) => `${who} took back a link to ${to}`,
  'right.knockDeclined': ({ who, to, text }) => `${who} did not let ${text('account')} into ${to}`,
  'right.sentOut': ({ who, to, text }) => `${who} sent ${text('account')} out of ${to} for a minute`,
  'right.banned': ({ who, to, text }) => `${who} banned ${text('account')} from ${to}`,
  'right.unbanned': ({ who, to, text }) => `${who} let ${text('account')} into ${to} again`,
  'right.muted': ({ who, to, text }) => `${who} muted ${text('account')} in ${to}`,
  'right.unmuted': ({ who, to, text }) => `${who} let ${text('account')} speak in ${to} again`,
  'group.made': ({ who, to }) => `${who} made the group${named(to)}`,
  'group.renamed': ({ who, to, text }) => `${who} renamed the group${named(text('from'))} to${named(to)}`,
  'group.removed': ({ who, to, number }) =>
    `${who} removed the group${named(to)} of ${count(number('members'), 'member')}`,
  'group.joined': ({ who, to, text }) => `${who} put ${text('account')} in the group${named(to)}`,
  'group.came': ({ who, to, text }) =>
    `${who} joined the group${named(to)}${text('as') && ` with the slip for ${text('as')}`}`,
  'group.invited': ({ who, to, number }) =>
    `${who} made ${count(number('people'), 'slip')} with codes for the group${named(to)}`,
  'group.slipsRenewed': ({ who, to, number }) =>
    `${who} made ${count(number('people'), 'new slip')} for the group${named(to)}; those before are void`,
  'group.withdrawn': ({ who, to, text }) =>
    `${who} took back the slip of${named(text('name'))} for the group${named(to)}`,
  'group.left': ({ who, to, text }) => `${who} took ${text('account')} out of the group${named(to)}`,
  'admin.made': ({ who, to }) => `${who} made ${to} an admin`,
  'admin.unmade': ({ who, to }) => `${who} took the admin role from ${to}`,
  'admin.suspended': ({ who, to }) => `${who} suspended ${to}`,
  'admin.letIn': ({ who, to }) => `${who} let ${to} in again`,
  'admin.codeMade': ({ who, to }) => `${who} created a recovery code for ${to}`,
  'admin.sessionsEnded': ({ who, to }) => `${who} ended all sessions of ${to}`,
  'admin.sessionEnded': ({ who, to, text }) =>
    `${who} ended a session of ${to}${text('label') && `: ${text('label')}`}`,
  'admin.endedAccount': ({ who, to, text, is }) =>
    `${who} deleted the account ${to}; its worlds ${worldsWent(text('worldsTo'), is('isForGood'))}`,
  'admin.worldsTaken': ({ who, to }) => `${who} downloaded the worlds of ${to}`,
  'admin.boundsChanged': ({ who, to }) => `${who} changed how much ${to} can add`,
  'world.binTimeOver': ({ number }) =>
    `${count(number('worlds'), 'world')} of deleted accounts went for good after their time in the bin`,
  'admin.tookWorld': ({ who, to, text }) =>
    `${who} took over ${to}${text('from') && ` from ${text('from')}`}`,
  'admin.trustedClock': ({ who }) => `${who} said that the clock of the node is right`,
  'admin.settingChanged': ({ who, to }) => `${who} changed ${SETTING_WORDS[to] ?? to}`,
  'admin.addressAllowed': ({ who, to }) => `${who} let code reach ${to}`,
  'admin.addressRemoved': ({ who, to }) => `${who} stopped code from reaching ${to}`,
  'admin.newKey': () => 'This node has a new key that other nodes know it by',
  'admin.peerAllowed': ({ who, to }) => `${who} allowed the node ${to}`,
  'admin.peerBlocked': ({ who, to }) => `${who} blocked the node ${to}`,
  'admin.peerLeftOpen': ({ who, to }) => `${who} left it undecided whether the node ${to} may come`,
  'admin.peerChangedKeys': ({ to }) => `The node ${to} had different keys than before, and was blocked`,
  'admin.copyDropped': ({ who, to }) => `${who} removed the copy of ${to} that was kept here`,
  'admin.pairingBegun': ({ who, to }) => `${who} started linking this node with ${to} by code`,
  'admin.peerLinked': ({ to }) => `This node and ${to} were linked: people on both sides saw the same code`,
  'admin.pairingDiffered': ({ who, to }) =>
    `${who} saw a different code from the one ${to} showed, so nothing was linked; someone may have been in between`,
  'world.guestHomesGone': ({ number, is }) =>
    `${count(number('homes'), 'home')} of guests who did not come back went ${is('toBin') ? 'to the bin' : 'away'}`,
  'admin.backupsPlanned': ({ who, number }) =>
    `${who} set that a backup is made ${EVERY[number('everyHours')] ?? 'sometimes'}`,
  'admin.backupAsked': ({ who }) => `${who} asked for a backup`,
  'admin.worldTakenOut': ({ who, to, text }) =>
    `${who} took ${text('was')} out of the backup ${text('backup')}, as the new world ${to}`,
  'admin.processDrained': ({ who, to }) => `${who} asked the process ${to} to hand over and end`,
  'admin.backupFailed': ({ text }) => `A backup could not be made: ${text('why')}`,
  'admin.backedUp': () => 'A backup was made',
  'asset.kept': ({ who, to, number }) => `${who} added a picture of ${sizeWords(number('bytes'))} to ${to}`,
}

function openWords(open: string): string {
  return { none: 'do nothing', see: 'look', act: 'act', edit: 'write' }[open] ?? open
}

export function auditWords({ who, what, to, more }: DeedLine): string {
  const said: Said = {
    who: who?.name ?? 'Somebody',
    to,
    text: (name) => {
      const value = more[name]
      return typeof value === 'string' ? value : ''
    },
    number: (name) => {
      const value = more[name]
      return typeof value === 'number' ? value : 0
    },
    is: (name) => more[name] === true,
  }
  const say = Object.hasOwn(WORDS, what) ? WORDS[what] : undefined
  return say ? say(said) : `${said.who}: ${what}${to && ` ${to}`}`
}

/** All deeds that have words. */
export const KNOWN_AUDIT_ACTIONS: readonly string[] = Object.keys(WORDS)
