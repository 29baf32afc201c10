// Making an account: by a link that somebody gave, or without one where the node is open to new people. A
// person who has an account only takes up the link's gift.
import { isWholeSecret } from '../../../shared/world/link-secret.ts'
import { useEffect, useState, type ReactNode } from 'react'
import type { Me } from '../../../shared/wire/api/node-bodies.ts'
import { SignUp, type Invited } from '../../../shared/wire/api/account-bodies.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { CallError, wordsOf } from '../../api/request.ts'
import { Link } from '../../parts/route-link.tsx'
import { CODE, replaceRoute, HOME, pathOfWorld, SIGN_IN } from '../../navigation/route.ts'
import { AccountElsewhere } from '../../account/sign-in/account-elsewhere.tsx'
import { acceptInvitation, lookAtInvitation, signUp } from '../../api/account-api.ts'
import { SignInSheet } from '../../account/sign-in/sign-in-sheet.tsx'
import { NewAccountForm } from '../../account/sign-in/new-account-form.tsx'
import { ProviderWays } from '../../account/sign-in/sign-in-providers.tsx'
import { accountIn, guestNameIn, type SignInScreenProps } from './screen-props.ts'
import { comeBackHere, goBack, pathBack } from '../../navigation/return-path.ts'
import { Trouble } from '../../parts/trouble.tsx'

type InvitationState =
  | { readonly state: 'asking' }
  /** One came without a link. */
  | { readonly state: 'none' }
  | { readonly state: 'good'; readonly invited: Invited }
  | { readonly state: 'void' }
  | { readonly state: 'unknown'; readonly text: string }

type JoinProps = SignInScreenProps & { readonly secret: string }

export default function JoinScreen({ secret, me, handle }: JoinProps) {
  const [invitation, ask] = useInvitation(secret)
  switch (invitation.state) {
    case 'asking':
      return null
    case 'void':
      return <VoidLink me={me} isWhole={isWholeSecret(secret)} />
    case 'unknown':
      return (
        <SignInSheet place={me} title="The link could not be checked" text={invitation.text}>
          <button type="button" className="button button-main" onClick={ask}>
            Try again
          </button>
        </SignInSheet>
      )
    case 'none':
      return <WithoutLink me={me} handle={handle} />
    case 'good':
      return <WithLink me={me} handle={handle} secret={secret} invited={invitation.invited} />
  }
}

function useInvitation(secret: string): readonly [InvitationState, () => void] {
  const [invitation, setInvitation] = useState<InvitationState>({ state: secret === '' ? 'none' : 'asking' })
  useEffect(() => (secret === '' ? undefined : look(secret, setInvitation)), [secret])
  return [invitation, () => void look(secret, setInvitation)]
}

/** Returns how to tell nobody. */
function look(secret: string, tell: (invitation: InvitationState) => void): () => void {
  let isWanted = true
  lookAtInvitation(secret).then(
    (invited) => isWanted && tell({ state: 'good', invited }),
    (error: unknown) => isWanted && tell(trouble(error)),
  )
  return () => {
    isWanted = false
  }
}

const trouble = (error: unknown): InvitationState =>
  error instanceof CallError && (error.code === 'missing' || error.code === 'void')
    ? { state: 'void' }
    : { state: 'unknown', text: wordsOf(error) }

interface VoidLinkProps extends Pick<SignInScreenProps, 'me'> {
  readonly isWhole: boolean
}

function VoidLink({ me, isWhole }: VoidLinkProps) {
  return (
    <SignInSheet
      place={me}
      title={isWhole ? 'This link no longer works' : 'This link is not whole'}
      text={
        isWhole
          ? 'It has been used up, has expired, or was taken back. Ask whoever gave it to you for a new one.'
          : 'Copy all of it, up to its last letter, and open it again.'
      }
    >
      <Link to={accountIn(me) ? HOME : SIGN_IN} className="button">
        {accountIn(me) ? 'See the worlds here' : 'Sign in'}
      </Link>
    </SignInSheet>
  )
}

function WithoutLink({ me, handle }: SignInScreenProps) {
  const isOpen = me.node?.signUp === 'open' && accountIn(me) === null
  async function join(body: SignUp): Promise<void> {
    await handle.enter(await signUp(body))
    goBack()
  }
  if (!isOpen) {
    return (
      <SignInSheet
        place={me}
        title={accountIn(me) ? 'You have an account' : 'You need an invitation'}
        text={
          accountIn(me)
            ? `You are here as ${accountIn(me)?.name ?? ''}.`
            : 'New people need a link to come here. Anyone who has an account can send you one.'
        }
      >
        <Link to={accountIn(me) ? HOME : SIGN_IN} className="button">
          {accountIn(me) ? 'See the worlds here' : 'Sign in'}
        </Link>
        <div className="door-links">
          <Link to={CODE}>I have a code on a slip of paper</Link>
        </div>
      </SignInSheet>
    )
  }
  return (
    <SignInSheet place={me} title="Create an account" text={textFor(me)}>
      <NewAccountForm
        schema={SignUp}
        more={{}}
        send={join}
        sendLabel="Create my account"
        name={guestNameIn(me)}
      />
      <ProvidersToo me={me} to={pathBack()} />
      <KnownAlready />
    </SignInSheet>
  )
}

type WithLinkProps = JoinProps & { readonly invited: Invited }

function WithLink({ me, handle, secret, invited }: WithLinkProps) {
  const account = accountIn(me)
  async function join(body: SignUp): Promise<void> {
    const answer: Me = await signUp(body)
    await handle.enter(answer)
    goTo(invited.world?.address ?? null)
  }
  return (
    <SignInSheet place={me} title={`${invited.by} invites you`} text={<Where invited={invited} />}>
      {account ? (
        <Accept name={account.name} secret={secret} isForGroup={invited.group !== undefined} />
      ) : (
        <>
          {guestNameIn(me) !== '' && <p className="calm-text">{textFor(me)}</p>}
          <NewAccountForm
            schema={SignUp}
            more={{ invitation: secret }}
            send={join}
            sendLabel="Create my account and go in"
            name={invited.group?.forName ?? guestNameIn(me)}
            account={invited.group?.forAccount ?? null}
          />
          <ProvidersToo me={me} to={pathTo(invited.world?.address ?? null)} invitation={secret} />
          <KnownAlready>{invited.world !== null && <AccountElsewhere secret={secret} />}</KnownAlready>
        </>
      )}
    </SignInSheet>
  )
}

function Where({ invited: { world, group } }: { readonly invited: Invited }) {
  if (group)
    return (
      <>
        You are invited into the group <b>{group.name}</b>
        {group.forName !== null && `, as ${group.forName}`}. Choose a password, and remember it: you sign in
        with it from then on.
      </>
    )
  if (!world) return 'Create an account, and you are in.'
  return (
    <>
      You are invited to the world <b>{world.title.trim() === '' ? world.address : world.title}</b>, at{' '}
      <span className="door-word">{world.address}</span>.
    </>
  )
}

const textFor = (me: SignInScreenProps['me']): string =>
  guestNameIn(me) === ''
    ? 'Your worlds and what you write are then yours on every device.'
    : 'You stay who you are: what you did as a guest stays yours.'

interface ProvidersProps {
  readonly me: SignInScreenProps['me']
  readonly to: string
  readonly invitation?: string
}

function ProvidersToo({ me, ...rest }: ProvidersProps) {
  const providers = me.node?.providers ?? []
  if (providers.length === 0) return null
  return (
    <>
      <p className="door-or">or</p>
      <div className="door-ways">
        <ProviderWays providers={providers} {...rest} />
      </div>
    </>
  )
}

function KnownAlready({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="door-links">
      <Link to={SIGN_IN} onClick={comeBackHere}>
        I have an account: sign in
      </Link>
      {children}
    </div>
  )
}

interface AcceptProps {
  readonly name: string
  readonly secret: string
  readonly isForGroup: boolean
}

function Accept({ name, secret, isForGroup }: AcceptProps) {
  const [words, setWords] = useState<string | null>(null)
  function accept(): void {
    acceptInvitation(secret).then(
      ({ address }) => goTo(address),
      (error: unknown) => setWords(wordsOf(error)),
    )
  }
  return (
    <div className="door-ways">
      <Trouble text={words} />
      <button type="button" className="button button-main" onClick={accept}>
        {isForGroup ? `Join as ${name}` : `Go in as ${name}`}
      </button>
      <Link to={HOME} className="button button-quiet">
        Not now
      </Link>
    </div>
  )
}

const goTo = (address: string | null): void => replaceRoute(pathTo(address))

function pathTo(address: string | null): string {
  const world = address === null ? null : parseAddress(address)
  return world ? pathOfWorld(world) : HOME
}
