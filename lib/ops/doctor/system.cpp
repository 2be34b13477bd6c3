#include "doctor/examination.hpp"
#include "shell/render.hpp"

namespace govern::ops {

void examine_system(Examination& exam) {
    if (exam.facts.long_paths == false) {
        exam.found(Message(msg::doctor_long_paths), Weight::note, Remedy::script);
        exam.script.allow_long_paths();
    }
    if (exam.facts.defender) {
        const auto home = shell::quote(exam.context.layout.home(), shell::Shell::pwsh);
        exam.note(Message(msg::doctor_defender)
                      .with("command", "Add-MpPreference -ExclusionPath " + home));
    }
}

} // namespace govern::ops
