// Which routes ask for a fresh proof of identity, and which do not, and why. A route that changes something
// and is in none of these lists fails the test.

/**
 * Changes that would outlast a stolen session, or that cannot be taken back: they ask each session whose
 * proof is too old.
 */
export const ALWAYS: ReadonlySet<string> = new Set([
  // Ways to sign in
  'POST /passkeys/options',
  'POST /passkeys',
  'DELETE /passkeys/:id',
  'POST /oidc/:id/link',
  'DELETE /oidc/:id',
  'DELETE /account/ways',
  'DELETE /account/codes',
  // A world goes to somebody else
  'POST /worlds/:account/:world/sharing/owner',
  // It is not undone
  'POST /worlds/:account/:world/erase',
  'POST /worlds/:account/:world/room',
  // Acts of an admin on others
  'PATCH /admin/accounts/:name',
  'POST /admin/accounts/:name/code',
  'DELETE /admin/accounts/:name',
  'DELETE /admin/accounts/:name/sessions',
  'POST /admin/ending',
  'POST /admin/exports',
  'PATCH /admin/accounts/:name/storage',
  'DELETE /admin/sessions/:id',
  'POST /admin/worlds/:id/take',
  // Members of a group may do what worlds of others allow it
  'DELETE /admin/groups/:group',
  'POST /admin/groups/:group/list',
  'POST /admin/groups/:group/slips',
  'PUT /admin/groups/:group/members/:name',
  'DELETE /admin/groups/:group/members/:name',
  // What code in worlds may send out
  'POST /admin/addresses',
  // How many backups are kept: the others go
  'PATCH /admin/backups',
  'POST /admin/clock/trust',
])

/**
 * These ask for the password itself in each request, from everybody who has one, however fresh the session
 * is.
 */
export const WITH_PASSWORD: Readonly<Record<string, object>> = {
  'POST /account/password': { password: 'another long one of mine' },
  'POST /account/codes': {},
  'DELETE /account': { worlds: 'bin' },
}

/**
 * These ask where they let others do more in a home than look. By the right that is given: the path under the
 * home, and a body.
 */
export const AT_HOME: Readonly<
  Record<string, (right: string, house: { readonly group: string }) => { path: string; body: object }>
> = {
  'PATCH /worlds/:account/:world/sharing': (right) => ({ path: 'sharing', body: { public: right } }),
  'PUT /worlds/:account/:world/sharing/people/:name': (right) => ({
    path: 'sharing/people/target',
    body: { right },
  }),
  'PUT /worlds/:account/:world/sharing/nodes/:node': (right) => ({
    path: 'sharing/nodes/house.example',
    body: { right },
  }),
  // A group that its owner is in.
  'PUT /worlds/:account/:world/sharing/groups/:group': (right, { group }) => ({
    path: `sharing/groups/${group}`,
    body: { right },
  }),
  'POST /worlds/:account/:world/sharing/links': (right) => ({
    path: 'sharing/links',
    body: { right, until: null },
  }),
  'POST /worlds/:account/:world/sharing/knocks/:name': (right) => ({
    path: 'sharing/knocks/target',
    body: { right },
  }),
  // Into the home.
  'POST /invitations': (right) => ({ path: '', body: { right } }),
}

const OF_A_WORLD = 'ends with the right in that world, which its owner sees and takes back'
const TAKES_AWAY = 'takes from others what was given them, which is urgent, and can be given again'
const WRITES = 'what a session is for: it is seen, undone or taken out of the bin'
const NOT_BY_SESSION = 'asks for a secret, a password or a signature, and for no session'
const PROOF = 'is itself the proof, and asks for it'
const NODE = 'changes nothing of anybody’s account; noted for the admins, who set it back'

/** All others that change something, and why a session is enough. */
export const ENOUGH: Readonly<Record<string, string>> = {
  'POST /worlds': WRITES,
  'PUT /worlds/:account/:world/template': WRITES,
  'DELETE /worlds/:account/:world/template': WRITES,
  'PATCH /worlds/:account/:world': WRITES,
  'DELETE /worlds/:account/:world': WRITES,
  'POST /worlds/:account/:world/newer': NODE,
  'POST /worlds/import': WRITES,
  'POST /worlds/:account/:world/revert': WRITES,
  'POST /worlds/:account/:world/drafts': WRITES,
  'PUT /worlds/:account/:world/history/settings': OF_A_WORLD,
  'POST /worlds/:account/:world/update': WRITES,
  'POST /worlds/:account/:world/merge': WRITES,
  'POST /worlds/:account/:world/offer': WRITES,
  'DELETE /worlds/:account/:world/offer': WRITES,
  'POST /worlds/:account/:world/decline': WRITES,
  'PUT /worlds/:account/:world/publishing': OF_A_WORLD,
  'POST /worlds/:account/:world/publish': OF_A_WORLD,
  'POST /worlds/:account/:world/unpublish': OF_A_WORLD,
  'POST /worlds/:account/:world/review/ask': OF_A_WORLD,
  'DELETE /worlds/:account/:world/review/ask': WRITES,
  'POST /worlds/:account/:world/review/comments': WRITES,
  'DELETE /worlds/:account/:world/review/comments/:comment': WRITES,
  'POST /worlds/:account/:world/restore': WRITES,
  'POST /worlds/:account/:world/imports': WRITES,
  'POST /worlds/:account/:world/versions': WRITES,
  'DELETE /worlds/:account/:world/versions/:id': 'takes a name from a revision, which can be given again',
  'POST /worlds/:account/:world/assets': WRITES,
  'POST /worlds/:account/:world/assets/take': WRITES,
  'POST /bin/:id/restore': WRITES,
  'DELETE /bin/:id': 'ends what is in the bin, and gives nobody a way in',
  'POST /me': WRITES,
  'POST /me/met': WRITES,
  'PATCH /me/order': WRITES,
  'DELETE /me/met': WRITES,
  'DELETE /me/met/:account': WRITES,
  'DELETE /peers/place/:account/:world': WRITES,
  'POST /me/lent/:node/:id/back': WRITES,
  'POST /me/transfers/:node/:id/back': WRITES,
  'POST /me/taken/:id/back': WRITES,
  'POST /worlds/:account/:world/loans/:id/back': WRITES,
  'DELETE /worlds/:account/:world/loans/:id': WRITES,
  'POST /worlds/:account/:world/link': OF_A_WORLD,
  'POST /worlds/:account/:world/knock': OF_A_WORLD,
  'DELETE /worlds/:account/:world/knock': OF_A_WORLD,
  'DELETE /worlds/:account/:world/sharing/links/:link': TAKES_AWAY,
  'DELETE /worlds/:account/:world/sharing/owner': TAKES_AWAY,
  'POST /offers/:id': 'takes what is offered, and gives nothing away',
  'DELETE /offers/:id': 'leaves with others what is theirs',
  'POST /worlds/:account/:world/people/:name/kick': TAKES_AWAY,
  'PUT /worlds/:account/:world/people/:name/ban': TAKES_AWAY,
  'DELETE /worlds/:account/:world/people/:name/ban': OF_A_WORLD,
  'PUT /worlds/:account/:world/people/:name/mute': TAKES_AWAY,
  'DELETE /worlds/:account/:world/people/:name/mute': OF_A_WORLD,
  'DELETE /invitations/:id': TAKES_AWAY,
  'DELETE /admin/invitations/:id': TAKES_AWAY,
  'POST /admin/ending/preview': 'changes nothing',
  'DELETE /admin/ending': 'keeps accounts that were to be ended, which can be asked for again',
  'DELETE /session': TAKES_AWAY,
  'DELETE /sessions': TAKES_AWAY,
  'DELETE /sessions/:id': TAKES_AWAY,
  'POST /worlds/:account/:world/link/look': NOT_BY_SESSION,
  'POST /invitation': NOT_BY_SESSION,
  'POST /invitation/code': NOT_BY_SESSION,
  'POST /invitation/accept': NOT_BY_SESSION,
  'POST /elsewhere/invitation': NOT_BY_SESSION,
  'POST /elsewhere/invitation/accept': NOT_BY_SESSION,
  'POST /first': NOT_BY_SESSION,
  'POST /accounts': NOT_BY_SESSION,
  'POST /session': NOT_BY_SESSION,
  'POST /recovery': NOT_BY_SESSION,
  'POST /session/passkey/options': NOT_BY_SESSION,
  'POST /session/passkey': NOT_BY_SESSION,
  'POST /oidc/:id/start': NOT_BY_SESSION,
  'POST /proof': PROOF,
  'POST /proof/passkey/options': PROOF,
  'POST /proof/passkey': PROOF,
  'POST /oidc/:id/prove': PROOF,
  'POST /admin/groups': NODE,
  'POST /admin/groups/:group/list/look': 'changes nothing',
  'DELETE /admin/groups/:group/pending/:person': TAKES_AWAY,
  'PATCH /admin/groups/:group': NODE,
  'POST /admin/alarms/test': NODE,
  'POST /admin/processes/:id/drain': NODE,
  'POST /admin/backups': NODE,
  // Owned by its owner of then.
  'POST /admin/backups/:name/worlds/:id': NODE,
  'POST /admin/worlds/:id/bin': NODE,
  'POST /admin/worlds/:id/restore': NODE,
  'POST /admin/worlds/:id/tidy': NODE,
  'PATCH /admin/settings': NODE,
  'DELETE /admin/addresses': TAKES_AWAY,
  'PATCH /admin/templates/:name': NODE,
  'DELETE /admin/copies/:account/:world': NODE,
  'POST /admin/peers': NODE,
  'PATCH /admin/peers/:node': NODE,
  'POST /admin/peers/:node/retry': NODE,
  'POST /admin/pairing': NODE,
  'POST /admin/pairing/word': NODE,
}
