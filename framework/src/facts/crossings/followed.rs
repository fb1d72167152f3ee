//! Rule 4, the server's half: the signals that server code writes, and the nodes that it follows although the browser
//! writes them.

use super::{Program, Var};
use crate::facts::{ServerWrites, Uplink, VariableOrigin};

impl Program<'_> {
    pub(super) fn find_written(&mut self) {
        for var in self.vars() {
            let writers = self.writers[var].iter();
            let written = writers
                .filter(|_| !self.is_memo_handle(var))
                .map(|same| self.variable(*same).written);
            self.written[var] = written.max().unwrap_or(ServerWrites::Never);
        }
    }

    pub(super) fn find_followed(&mut self) {
        let direct = |var| {
            let variable = self.variable(var);
            let because = self.all[self.home[var]].placed(variable.because);
            (variable.follow, because)
        };
        let mut direct: Vec<(Uplink, String)> = self.vars().map(direct).collect();
        for var in self.vars() {
            if let VariableOrigin::Memo { reads, .. } = self.variable(var).origin
                && self.needed[var]
                && self.functions_of_memo(var).next().is_none()
            {
                let because = format!("the mirror `{}` follows it", self.variable(var).name);
                for read in reads {
                    raise(
                        &mut direct[self.first[self.home[var]] + read],
                        Uplink::Eager,
                        &because,
                    );
                }
            }
        }
        // Follow memos too: each of them may be given to code that follows it.
        loop {
            self.follow = self
                .vars()
                .map(|var| self.strongest(var, &direct))
                .collect();
            let before: usize = direct.iter().map(|(follow, _)| *follow as usize).sum();
            for var in self.vars() {
                let VariableOrigin::Memo { reads, .. } = self.variable(var).origin else {
                    continue;
                };
                let (follow, because) = self.follow[var].clone();
                for read in reads {
                    raise(
                        &mut direct[self.first[self.home[var]] + read],
                        follow,
                        &because,
                    );
                }
            }
            let after: usize = direct.iter().map(|(follow, _)| *follow as usize).sum();
            if before == after {
                let is_followed = |(follow, _): &(Uplink, String)| *follow != Uplink::Never;
                self.followed = direct.iter().map(is_followed).collect();
                return;
            }
        }
    }

    fn strongest(&self, var: Var, direct: &[(Uplink, String)]) -> (Uplink, String) {
        let mut strongest = direct[var].clone();
        for same in &self.readers[var] {
            let (follow, because) = &direct[*same];
            raise(&mut strongest, *follow, because);
        }
        strongest
    }
}

fn raise(known: &mut (Uplink, String), follow: Uplink, because: &str) {
    if follow > known.0 {
        *known = (follow, because.to_owned());
    }
}

pub(super) fn when(follow: Uplink, because: &str) -> Option<String> {
    match follow {
        Uplink::Never => None,
        Uplink::Lazy => Some(format!("with the next batch, because {because}")),
        Uplink::Eager => Some(format!("at once, because {because}")),
    }
}
