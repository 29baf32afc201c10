// Inviting others: links with which they make an account here, and come into a world of one's own if one says
// which.
import { Plus, X } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { InvitationInfo } from '../../shared/wire/api/account-bodies.ts'
import { wordsOf } from '../api/request.ts'
import { count } from '../words/counts.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { endWords } from '../words/link-spans.ts'
import { CAN } from '../words/right-words.ts'
import { endInvitation, fetchInvitations } from '../api/account-api.ts'
import { InviteForm } from './invite-form.tsx'
import { MadeLink } from '../parts/links/made-link.tsx'
import { PagePart } from '../parts/page-part.tsx'

export function InvitePart() {
  const [invitations, setInvitations] = useState<readonly InvitationInfo[]>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isMaking, setMaking] = useState(false)
  const [link, setLink] = useState<string | null>(null)
  const look = useCallback(() => {
    fetchInvitations().then(
      (list) => setInvitations(list.invitations),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }, [])
  useEffect(look, [look])

  function takeBack(id: string): void {
    setTrouble(null)
    endInvitation(id)
      .catch((error: unknown) => setTrouble(wordsOf(error)))
      .finally(look)
  }

  function close(): void {
    setMaking(false)
    setLink(null)
    look()
  }

  return (
    <PagePart title="Inviting others" text="Send someone your link, and they can create an account here.">
      {invitations.length > 0 && (
        <ul className="account-list">
          {invitations.map((invitation) => (
            <InvitationLine
              key={invitation.id}
              invitation={invitation}
              onTakeBack={() => takeBack(invitation.id)}
            />
          ))}
        </ul>
      )}
      <Trouble text={trouble} />
      <div className="account-ways">
        <Button onClick={() => setMaking(true)}>
          <Plus size={17} aria-hidden="true" /> Invite someone
        </Button>
      </div>
      <Card title={link === null ? 'Invite someone' : 'Here is the link'} open={isMaking} onClose={close}>
        {link === null ? <InviteForm onMade={setLink} /> : <MadeLink link={link} onDone={close} />}
      </Card>
    </PagePart>
  )
}

interface InvitationLineProps {
  readonly invitation: InvitationInfo
  readonly onTakeBack: () => void
}

function InvitationLine({ invitation, onTakeBack }: InvitationLineProps) {
  const { label, usesLeft, until, world, right } = invitation
  return (
    <li className="account-line">
      <div className="account-line-words">
        <p className="account-line-head">{label === '' ? 'For anyone who has the link' : label}</p>
        <p className="world-facts">
          for {count(usesLeft, 'account')} · {endWords(until)}
          {world !== null && (
            <>
              {' · into '}
              <span className="address">{world}</span>
              {right !== null && ` · ${CAN[right]}`}
            </>
          )}
        </p>
      </div>
      <IconButton
        label={`Take back the invitation ${label === '' ? 'without a name' : `“${label}”`}`}
        tip="Take it back, so that nobody can use it"
        onClick={onTakeBack}
      >
        <X size={17} aria-hidden="true" />
      </IconButton>
    </li>
  )
}
