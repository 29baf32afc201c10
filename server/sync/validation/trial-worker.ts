// The process in which updates are tried.
import { serve } from '../../workers/process-jobs.ts'
import { runTrial } from './trial-runner.ts'

serve(runTrial)
