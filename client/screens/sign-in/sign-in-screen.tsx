// Signing in: the first screen for people without a session, at any address; and the one for a guest who has
// an account.
import { useState, type ReactNode } from 'react'
import type { Me, NodeInfo } from '../../../shared/wire/api/node-bodies.ts'
import { SignIn } from '../../../shared/wire/api/account-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import type { EndedSession } from '../../session/me.ts'
import { CODE, currentRoute, JOIN, RECOVERY } from '../../navigation/route.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Button } from '../../parts/button.tsx'
import { KnownAccountField } from '../../account/sign-in/account-field.tsx'
import { signIn } from '../../api/account-api.ts'
import { SignInSheetForm, SignInSheet } from '../../account/sign-in/sign-in-sheet.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { GuestForm, GuestWay } from '../../account/sign-in/guest-way.tsx'
import { whyNoPasskeys } from '../../account/sign-in/passkey-browser.ts'
import { PasskeyWay } from '../../account/sign-in/passkey-list.tsx'
import { KnownPasswordField } from '../../account/sign-in/password-field.tsx'
import { ProviderWays } from '../../account/sign-in/sign-in-providers.tsx'
import { accountIn, type SignInScreenProps } from './screen-props.ts'
import { calledWorld, invitesTitle, mayThere } from '../../words/invitation-words.ts'
import { useInvites, type InvitedHere } from '../../account/sign-in/use-invites.ts'
import SignOutCard from '../../account/leaving/sign-out.tsx'
import { comeBackHere, goBack, pathBack } from '../../navigation/return-path.ts'

export default function SignInScreen({ me, handle }: SignInScreenProps) {
  const account = accountIn(me)
  // A person who was asked at the address they wanted is there.
  const goOn = (): void => {
    if (currentRoute().screen === 'sign-in') goBack()
  }
  async function entered(answer: Me): Promise<void> {
    await handle.enter(answer)
    goOn()
  }
  async function comeAsGuest(name: string): Promise<void> {
    await handle.rename(name)
    goOn()
  }
  const invited = useInvites()
  const [isSigningIn, setSigningIn] = useState(false)
  if (account) return <InAlready me={me} name={account.name} />
  if (me.node?.isNew) return <NewNode me={me} handle={handle} />
  // Nothing on the sheet changes while it is read.
  if (invited === 'asking') return null
  const before = me.state === 'nobody' ? me.before : null
  const takesGuests = me.state === 'nobody' && me.node?.guests === true
  // Who comes by a link needs no account: a name is asked for first.
  const isNameEnough = takesGuests && invited !== null && before === null
  return (
    <SignInSheet place={me} {...headOf(before, invited)}>
      {isNameEnough && (
        <>
          <GuestForm node={me.node} onName={comeAsGuest} />
          <p className="door-or">or</p>
        </>
      )}
      {isNameEnough && !isSigningIn ? (
        <Button onClick={() => setSigningIn(true)}>Sign in</Button>
      ) : (
        <>
          <SignInForm before={before} onEntered={entered} />
          <OtherWays me={me} onEntered={entered}>
            {takesGuests && !isNameEnough && <GuestWay node={me.node} onName={comeAsGuest} />}
          </OtherWays>
        </>
      )}
      <div className="door-links">
        <Link to={CODE} onClick={comeBackHere}>
          I have a code on a slip of paper
        </Link>
        <Link to={RECOVERY} onClick={comeBackHere}>
          I have a recovery code
        </Link>
        <NewHere node={me.node} />
        {before && currentRoute().screen === 'world' && (
          <button type="button" className="door-link" onClick={handle.leave}>
            Continue without signing in
          </button>
        )}
      </div>
    </SignInSheet>
  )
}

interface ScreenHead {
  readonly title: string
  readonly text?: ReactNode
}

function headOf(before: EndedSession | null, invited: InvitedHere | null): ScreenHead {
  if (before) return { title: 'Please sign in again', text: textFor(before) }
  if (!invited) return { title: 'Sign in' }
  const { invites, address } = invited
  return { title: invitesTitle(invites), text: <Invited invites={invites} address={address} /> }
}

function Invited({ invites, address }: InvitedHere) {
  return (
    <>
      {mayThere(invites, calledWorld(invites, address))} Say who you are to go in. The world’s address is{' '}
      <span className="door-word">{address}</span>.
    </>
  )
}

const textFor = ({ account, name }: EndedSession): string =>
  `You were signed out of this browser. What ${name} wrote here that is not saved yet is kept, and will be sent when ${account} signs in again.`

/** To become somebody else, a person has to sign out first. */
function InAlready({ me, name }: Pick<SignInScreenProps, 'me'> & { readonly name: string }) {
  const [isLeaving, setLeaving] = useState(false)
  return (
    <SignInSheet
      place={me}
      title="You are signed in"
      text={`You are here as ${name}. To sign in as someone else, sign out first.`}
    >
      <div className="door-ways">
        <Button look="main" onClick={goBack}>
          Continue as {name}
        </Button>
        <Button onClick={() => setLeaving(true)}>Sign out</Button>
      </div>
      <SignOutCard open={isLeaving} onClose={() => setLeaving(false)} to={pathBack()} />
    </SignInSheet>
  )
}

interface SignInFormProps {
  readonly before: EndedSession | null
  readonly onEntered: (me: Me) => Promise<void>
}

function SignInForm({ before, onEntered }: SignInFormProps) {
  const [account, setAccount] = useState(before?.account ?? '')
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: SignIn,
    body: () => ({ account: account.trim(), password }),
    send: async (body) => onEntered(await signIn(body)),
    fields: { wrong: 'password' },
  })
  return (
    <SignInSheetForm form={form} send="Sign in">
      <KnownAccountField
        form={form}
        value={account}
        onText={setAccount}
        {...(!before && { ref: focusAndSelect })}
      />
      <KnownPasswordField
        label="Password"
        value={password}
        onText={setPassword}
        trouble={form.trouble('password')}
        {...(before && { ref: focusAndSelect })}
      />
    </SignInSheetForm>
  )
}

interface OtherWaysProps extends Pick<SignInScreenProps, 'me'> {
  readonly onEntered: (me: Me) => Promise<void>
  /** The way for guests; false where there is none. */
  readonly children: ReactNode
}

/** Without a password; and without being known at all, where the node lets guests in. */
function OtherWays({ me, onEntered, children }: OtherWaysProps) {
  const providers = me.node?.providers ?? []
  const hasPasskeys = whyNoPasskeys() === null
  if (children === false && !hasPasskeys && providers.length === 0) return null
  const to = currentRoute().screen === 'sign-in' ? pathBack() : location.pathname
  return (
    <>
      <p className="door-or">or</p>
      <div className="door-ways">
        <PasskeyWay onEntered={onEntered} hasField />
        <ProviderWays providers={providers} to={to} />
        {children}
      </div>
    </>
  )
}

function NewHere({ node }: { readonly node: NodeInfo | null }) {
  if (node?.signUp === 'open') {
    return (
      <Link to={JOIN} onClick={comeBackHere}>
        I am new here: create an account
      </Link>
    )
  }
  return <span>New here? Anyone who has an account can send you a link to create one.</span>
}

/** Nobody can sign in where there is no account. */
function NewNode({ me, handle }: SignInScreenProps) {
  return (
    <SignInSheet
      place={me}
      title="This place is new"
      text="The first account is created with a link shown on the server’s console, where it was started. Open that link in this browser. Whoever opens it becomes the admin."
    >
      <div className="door-ways">
        <button type="button" className="button" onClick={() => void handle.ask()}>
          Look again
        </button>
      </div>
    </SignInSheet>
  )
}
