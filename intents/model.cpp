#include "intents/model.h"

namespace intents {

namespace {

constexpr std::string_view mark = "kefu model 1\n";  // another number when the features change
constexpr int intents_max = 4096;

}  // namespace

std::string Model::write() const
{
    ByteWriter bytes;
    bytes.text(mark);
    bytes.text(learnt_from);
    bytes.number(static_cast<std::int32_t>(intents.size()));
    for (const std::string& intent : intents) bytes.text(intent);
    calibration.write(bytes);
    bytes.text(classifier.write());
    return bytes.take();
}

std::optional<Model> Model::read(std::string_view text)
{
    ByteReader bytes(text);
    if (bytes.text() != mark) return {};
    Model model;
    model.learnt_from = bytes.text();
    const int count = bytes.number();
    if (count < 0 || count > intents_max) return {};
    for (int i = 0; i < count; ++i) model.intents.emplace_back(bytes.text());
    model.calibration = Calibration::read(bytes);
    auto classifier = Classifier::read(bytes.text());
    if (!bytes.ended() || !classifier) return {};
    if (classifier->intents() != 0 && classifier->intents() != count) return {};
    model.classifier = std::move(*classifier);
    return model;
}

}  // namespace intents
