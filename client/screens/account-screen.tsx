// One's own account: one's name for others, the ways to sign in, the sessions, and one's own things here.
import type { AccountInfo } from '../../shared/wire/api/account-bodies.ts'
import { Ago } from '../parts/ago.tsx'
import { Link } from '../parts/route-link.tsx'
import { useMe } from '../session/me.ts'
import { notify } from '../notices/notices.ts'
import { CODE, JOIN, SIGN_IN } from '../navigation/route.ts'
import { Masthead } from './masthead.tsx'
import { LookForm } from '../looks/look-form.tsx'
import { Button } from '../parts/button.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { CodesPart } from '../account/recovery-codes.tsx'
import { EndAccountPart } from '../account/leaving/end-account.tsx'
import { homeStays } from '../account/sign-in/guest-way.tsx'
import { GroupsPart } from '../account/own-groups.tsx'
import { InvitePart } from '../account/invite-part.tsx'
import { MyDataPart } from '../account/own-data.tsx'
import { PagePart } from '../parts/page-part.tsx'
import { PasskeysPart } from '../account/sign-in/passkey-list.tsx'
import { PasswordPart } from '../account/change-password.tsx'
import { ProvidersPart } from '../account/sign-in/sign-in-providers.tsx'
import { SessionsPart } from '../account/own-sessions.tsx'
import { StoragePart } from '../account/own-storage.tsx'
import { fetchAccount } from '../api/account-api.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { comeBackHere } from '../navigation/return-path.ts'
import '../home/home.css'
import '../account/account.css'

export default function AccountScreen() {
  const { person, access } = useMe()
  return (
    <div className="home">
      <title>Your account · Inkland</title>
      <Masthead />
      <main className="home-sheet account">
        <h1 className="home-title">{person.kind === 'account' ? 'Your account' : 'You'}</h1>
        {person.kind === 'account' ? <OwnAccount /> : access === 'accounts' ? <Guest /> : <OpenNode />}
      </main>
    </div>
  )
}

function OwnAccount() {
  const [known, look] = useRequest(fetchAccount)
  switch (known.state) {
    case 'asking':
      return <div className="account-waiting" aria-busy="true" />
    case 'failed':
      return (
        <div className="account-part">
          <Trouble text={known.text} />
          <Button onClick={look}>Try again</Button>
        </div>
      )
    case 'here':
      return <Parts account={known.value} onChange={look} />
  }
}

interface PartsProps {
  readonly account: AccountInfo
  readonly onChange: () => void
}

function Parts({ account, onChange }: PartsProps) {
  return (
    <>
      <p className="account-facts">
        <span className="address">{account.account}</span> · here since <Ago at={account.since} />
        {account.isAdmin && ' · admin'}
      </p>
      <WhoYouAre />
      <PasswordPart account={account} onChange={onChange} />
      <PasskeysPart account={account} onChange={onChange} />
      <ProvidersPart account={account} onChange={onChange} />
      <CodesPart account={account} onChange={onChange} />
      <SessionsPart />
      <GroupsPart />
      <InvitePart />
      <StoragePart account={account} />
      <MyDataPart />
      <EndAccountPart account={account} />
    </>
  )
}

function WhoYouAre() {
  const { become } = useMe()
  return (
    <PagePart title="Who you are" text="Others see it beside what you write, and wherever you walk.">
      <LookForm
        onSave={async (changed) => {
          await become(changed)
          notify({ text: 'Others see this from now on.' })
        }}
      />
    </PagePart>
  )
}

function Guest() {
  const { person, node } = useMe()
  const isOpen = node?.signUp === 'open'
  return (
    <>
      <p className="account-facts">
        You are here as a guest <span className="address">{person.account}</span>, in this browser only.
        {homeStays(node)}
      </p>
      <PagePart
        title="Your own account"
        text={
          isOpen
            ? 'With an account, you are yourself on every device. What you did as a guest stays yours.'
            : 'With an account, you are yourself on every device, and what you did as a guest stays yours. To create one, ask someone who has an account for an invitation link.'
        }
      >
        <div className="account-ways">
          {isOpen && (
            <Link to={JOIN} className="button button-main" onClick={comeBackHere}>
              Create an account
            </Link>
          )}
          <Link to={SIGN_IN} className="button" onClick={comeBackHere}>
            I have an account: sign in
          </Link>
          <Link to={CODE} className="button" onClick={comeBackHere}>
            I have a code
          </Link>
        </div>
      </PagePart>
      <WhoYouAre />
    </>
  )
}

function OpenNode() {
  return (
    <>
      <p className="account-facts">
        This node is open: it has no accounts, and it knows you in this browser only.
      </p>
      <WhoYouAre />
    </>
  )
}
