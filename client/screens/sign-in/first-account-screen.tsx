// The first account of a node, made with the link on its console: its holder is the admin.
import { isWholeSecret } from '../../../shared/world/link-secret.ts'
import { FirstAccount, WELCOME } from '../../../shared/wire/api/account-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import { replaceRoute, pathOfWorld, HOME, SIGN_IN } from '../../navigation/route.ts'
import { makeFirst } from '../../api/account-api.ts'
import { fetchWorlds } from '../../api/worlds-api.ts'
import { setMode } from '../../world/play/mode.ts'
import { SignInSheet } from '../../account/sign-in/sign-in-sheet.tsx'
import { NewAccountForm } from '../../account/sign-in/new-account-form.tsx'
import { accountIn, guestNameIn, type SignInScreenProps } from './screen-props.ts'

type FirstProps = SignInScreenProps & { readonly secret: string }

/** One begins by walking in the welcome world; a node that had other worlds before has none. */
async function firstPath(): Promise<string> {
  const worlds = await fetchWorlds().catch(() => null)
  if (WELCOME === null || worlds?.worlds.some(({ address }) => address === WELCOME) !== true) return HOME
  setMode(WELCOME, 'walk')
  return pathOfWorld(WELCOME)
}

export default function FirstScreen({ secret, me, handle }: FirstProps) {
  async function begin(body: FirstAccount): Promise<void> {
    const made = await makeFirst(body)
    const path = await firstPath()
    await handle.enter(made)
    replaceRoute(path)
  }
  if (me.node && !me.node.isNew) {
    const isKnown = accountIn(me) !== null
    return (
      <SignInSheet
        place={me}
        title="The first account exists already"
        text="The link on the console works only once, and someone has used it. Anyone with an account can invite others."
      >
        <Link to={isKnown ? HOME : SIGN_IN} className="button button-main">
          {isKnown ? 'See the worlds here' : 'Sign in'}
        </Link>
      </SignInSheet>
    )
  }
  if (!isWholeSecret(secret)) {
    return (
      <SignInSheet
        place={me}
        title="This link is not whole"
        text="Copy all of it from the console, up to its last letter, and open it again."
      />
    )
  }
  return (
    <SignInSheet
      place={me}
      title="Create the first account"
      text="It is yours, and it makes you the admin: you can invite others, and you see what the server needs. Worlds made here before there were accounts become yours."
    >
      <NewAccountForm
        schema={FirstAccount}
        more={{ secret }}
        send={begin}
        sendLabel="Create account"
        name={guestNameIn(me)}
      />
    </SignInSheet>
  )
}
