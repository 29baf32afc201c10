// The process in which updates are tried.
import { serve } from '../work/serve.ts'
import { runTrial } from './trials.ts'

serve(runTrial)
