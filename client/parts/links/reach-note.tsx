// Says beside a link that its address does not reach everybody, and what to do.
import { reachOf } from '../../navigation/address-reach.ts'
import './reach-note.css'

/** Nothing where the address reaches everybody. */
export function ReachNote() {
  const reach = reachOf(location.hostname)
  if (reach === 'all') return null
  return (
    <p className="reach-note">
      {reach === 'machine' ? (
        <>
          This address works on this computer only. For others to come, start Inkland with{' '}
          <code>npm start -- --host 0.0.0.0</code> and open it at this computer’s address in your network.
        </>
      ) : (
        <>
          This address works only in this network. For others to come, whoever runs the node gives it a public
          address: <code>docs/https.md</code> says how.
        </>
      )}
    </p>
  )
}
